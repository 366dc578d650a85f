// What the page knows: the answer of /ui/state, messages by channel, the open
// views. Changes are told to listeners by topic; nothing here touches the DOM.

import { knownZone } from "./time.js";

const listeners = new Map();

export const store = {
  user: null, // id of the acting person
  team: { id: "", name: "" },
  users: new Map(),
  channels: new Map(),
  usergroups: new Map(),
  commands: [],
  shortcuts: { message: [], global: [] },
  app: { name: "App", bot_user_id: "", app_id: "", description: "" },
  clock: { now: new Date(), movable: false, ticks: true, readAt: Date.now() },
  channel: null, // id of the open channel
  tab: "messages", // of the app: home, messages, about
  thread: null, // ts of the open thread's first message
  messages: new Map(), // channel -> Map(key -> message)
  loaded: new Set(), // channels whose messages are complete
  replies: new Map(), // `channel/thread` -> Map(key -> message)
  dismissed: new Set(), // keys of ephemerals put away
  beside: null, // the channel that was open before the app's direct message
  offered: null, // what the app's pane offers to ask: {title, prompts}
  home: null, // the published App Home view
  views: [], // stack of modals, last on top
};

/** Calls `listener` when `topic` changes, until the function it gives is called. Topics: state, channel, messages, thread, home, views, clock, typing, offered. */
export function listen(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Takes over an answer of GET /ui/state. */
export function takeState(state) {
  store.team = state.team ?? store.team;
  store.user = typeof state.me === "string" ? state.me : (state.me?.id ?? store.user);
  store.users = byId(state.users);
  store.channels = byId(state.channels);
  store.usergroups = byId(state.usergroups);
  store.commands = state.commands ?? [];
  store.app = { ...store.app, ...state.app };
  if (state.clock) setClock(state.clock);
  tell("state");
}

function byId(rows) {
  return new Map((rows ?? []).map((row) => [row.id, row]));
}

export function setClock({ now, movable, ticks }) {
  const { clock } = store;
  clock.now = new Date(now);
  clock.readAt = Date.now();
  if (movable !== undefined) clock.movable = movable;
  if (ticks !== undefined) clock.ticks = ticks;
  tell("clock");
}

/** The demo's now. */
export function now() {
  const { clock } = store;
  return clock.ticks ? new Date(clock.now.getTime() + Date.now() - clock.readAt) : clock.now;
}

export function me() {
  return store.users.get(store.user) ?? { id: store.user, name: "someone", tz: "UTC" };
}

/** The acting person's time zone. */
export function zone() {
  return knownZone(me().tz);
}

export function personName(id) {
  const user = store.users.get(id);
  return user?.real_name || user?.name || (id === "USLACKBOT" ? "Slackbot" : (id ?? "unknown"));
}

export function currentChannel() {
  return store.channels.get(store.channel) ?? null;
}

/** The other side of a direct message. */
export function counterpart(channel) {
  const id = channel.user ?? channel.members?.find((member) => member !== store.user);
  return store.users.get(id) ?? (id ? { id, name: id } : null);
}

export function isAppChannel(channel) {
  return Boolean(channel?.is_im && counterpart(channel)?.id === store.app.bot_user_id);
}

export function channelName(channel) {
  if (!channel) return "";
  if (!channel.is_im) return channel.name;
  return isAppChannel(channel) ? store.app.name : personName(counterpart(channel)?.id);
}

export function instantOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** Ephemerals have their own row even where a message has the same ts. */
export function keyOf(message) {
  return message.is_ephemeral ? `${message.ts}e` : message.ts;
}

export function isReply(message) {
  return Boolean(message.thread_ts && message.thread_ts !== message.ts);
}

/** A reply belongs in the thread, and in the channel too only when it was broadcast. */
export function showsInChannel(message) {
  return !isReply(message) || message.subtype === "thread_broadcast" || message.reply_broadcast === true;
}

function table(map, name) {
  if (!map.has(name)) map.set(name, new Map());
  return map.get(name);
}

export const threadKey = (channel, ts) => `${channel}/${ts}`;

/** Messages of the channel (or of one thread), oldest first. */
export function messagesOf(channel, thread) {
  const rows = thread ? store.replies.get(threadKey(channel, thread)) : store.messages.get(channel);
  return [...(rows?.values() ?? [])]
    .filter((message) => !store.dismissed.has(`${channel}/${keyOf(message)}`))
    .sort((a, b) => Number.parseFloat(a.ts) - Number.parseFloat(b.ts));
}

export function setMessages(channel, thread, messages) {
  const rows = thread ? table(store.replies, threadKey(channel, thread)) : table(store.messages, channel);
  const next = messages.filter((message) => thread || showsInChannel(message));
  const known = new Map(rows);
  rows.clear();
  for (const message of next) rows.set(keyOf(message), unchanged(known.get(keyOf(message)), message));
  if (!thread) store.loaded.add(channel);
  tell(thread ? "thread" : "messages", channel);
}

/** Keeps the old object when nothing changed, so that its row is not drawn again. */
function unchanged(old, fresh) {
  return old && JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh;
}

/** Adds or replaces one message wherever it is shown. */
export function putMessage(channel, message) {
  if (showsInChannel(message) && store.loaded.has(channel)) {
    put(table(store.messages, channel), message);
    tell("messages", channel);
  }
  const root = message.thread_ts ?? message.ts;
  const replies = store.replies.get(threadKey(channel, root));
  if (replies) {
    put(replies, message);
    tell("thread", channel);
  }
}

function put(rows, message) {
  const key = keyOf(message);
  rows.set(key, unchanged(rows.get(key), message));
}

export function dropMessage(channel, ts) {
  const tables = [
    store.messages.get(channel),
    ...[...store.replies].filter(([key]) => key.startsWith(`${channel}/`)).map(([, rows]) => rows),
  ];
  for (const rows of tables) {
    rows?.delete(ts);
    rows?.delete(`${ts}e`);
  }
  tell("messages", channel);
  tell("thread", channel);
}

export function dismiss(channel, message) {
  store.dismissed.add(`${channel}/${keyOf(message)}`);
  sessionStorage.setItem(`dismissed/${store.user}`, JSON.stringify([...store.dismissed]));
  tell("messages", channel);
  tell("thread", channel);
}

export function recallDismissed() {
  try {
    store.dismissed = new Set(JSON.parse(sessionStorage.getItem(`dismissed/${store.user}`) ?? "[]"));
  } catch {
    store.dismissed = new Set();
  }
}
