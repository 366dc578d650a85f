// Takes the changes as they come from the server into the store.

import { follow } from "./api.js";
import {
  isOpen,
  loadMessages,
  loadOffered,
  loadState,
  markRead,
  openHome,
  openThread,
  refreshSoon,
  showHome,
} from "./load.js";
import { authorOf, wordsOf } from "./message.js";
import { dropViews, takeView } from "./modal.js";
import { store, tell, setClock, putMessage, dropMessage, isAppChannel, isReply, showsInChannel } from "./store.js";
import { announce } from "./toast.js";

export function startStream({ onLost, onFound }) {
  follow({
    onEvent: (event) => HANDLE[event.type]?.(event),
    onLost,
    onOpen: (again) => {
      onFound();
      if (again) catchUp();
    },
  });
}

const HANDLE = {
  message: arrived,
  ephemeral: (event) => arrived({ ...event, message: { ...event.message, is_ephemeral: true } }),
  message_changed: changed,
  message_deleted: ({ channel, ts }) => {
    dropMessage(channel, ts);
    refreshSoon(channel);
  },
  typing: ({ channel, status }) => {
    store.typing = status === "" ? null : { channel, text: status ?? "is typing…" };
    tell("typing");
  },
  prompts: ({ channel }) => channel === store.channel && loadOffered(),
  view: ({ view }) => view && (view.type === "home" ? showHome(view) : takeView(view)),
  view_closed: ({ view_ids }) => dropViews(view_ids),
  home: ({ view }) => showHome(view),
  clock: ({ now }) => now && setClock({ now }),
  channel: ({ reload }) => (reload ? catchUp() : loadState()),
};

async function arrived({ channel, message }) {
  if (!message) return;
  if (!store.channels.has(channel)) await loadState();
  putMessage(channel, message);
  if (isReply(message)) refreshSoon(channel);
  if (store.typing?.channel === channel) HANDLE.typing({ channel, status: "" });
  if (message.user === store.user) return;
  // What was asked of the app is answered in a thread, which opens by itself.
  const asked = isOpen(channel) && isAppChannel(store.channels.get(channel)) && isReply(message) && !store.thread;
  if (asked && questionOf(channel, message)?.user === store.user) openThread(channel, message.thread_ts);
  if (isOpen(channel)) {
    announce(`${authorOf(message).name}: ${wordsOf(message)}`);
    markRead(channel);
  } else if (showsInChannel(message)) count(channel, message);
}

function questionOf(channel, message) {
  return [...(store.messages.get(channel)?.values() ?? [])].find(({ ts }) => ts === message.thread_ts);
}

function count(id, message) {
  const channel = store.channels.get(id);
  if (!channel) return;
  channel.unread = (channel.unread ?? 0) + 1;
  const words = JSON.stringify([message.text, message.blocks]);
  if (words.includes(store.user) || /<!(here|channel|everyone)>/.test(words))
    channel.mentions = (channel.mentions ?? 0) + 1;
  tell("unread");
}

function changed({ channel, message }) {
  if (message) putMessage(channel, message);
}

/** After a gap: everything that may have changed meanwhile. */
async function catchUp() {
  const state = await loadState();
  if (!state) return;
  if (store.channel) await loadMessages(store.channel);
  if (store.thread) await loadMessages(store.channel, store.thread);
  if (state.view) takeView(state.view);
  else dropViews();
  if (store.tab === "home") await openHome();
}
