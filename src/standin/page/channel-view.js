// The middle of the page: head, messages and box of the open channel, the app's
// tabs, and the thread beside them.

import { h, replaceChildren } from "./dom.js";
import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { channelHeader } from "./header.js";
import { aboutPanel, homePanel } from "./home.js";
import { icon } from "./icons.js";
import { closeThread, markRead } from "./load.js";
import { MessageList } from "./messages.js";
import { channelMark } from "./sidebar.js";
import { store, listen, now, zone, currentChannel, channelName, isAppChannel } from "./store.js";
import { isoDay } from "./time.js";

const TYPING_MS = 6000;

export function channelView({ onMenu }) {
  const list = new MessageList({ label: "Messages" });
  list.intro = () => intro(currentChannel());
  const composer = new Composer({
    place: () => ({ channel: store.channel, thread: null }),
    testid: "message-box",
    label: "Message",
  });
  const messages = h("div", { class: "main-messages" }, list.frame, offeredPrompts(composer), composer.root);
  const home = homePanel();
  const about = aboutPanel();
  const body = h("div", { class: "main-body" });
  const root = h("main", { class: "main", dataset: { testid: "main" } }, channelHeader({ onMenu }), body);
  let place = null;
  listen("channel", () => {
    const next = `${store.channel}/${store.tab}`;
    if (next === place) return;
    place = next;
    show(body, { messages, home, about });
    root.dataset.channel = store.channel;
    if (store.tab !== "messages") return;
    list.open(store.channel);
    composer.open(placeholder());
    if (matchMedia("(hover: hover)").matches && !store.views.length) composer.box.focus({ preventScroll: true });
  });
  keepDrawn(list, "messages");
  listen("typing", () => drawTyping(composer));
  document.addEventListener("visibilitychange", () => store.channel && markRead(store.channel));
  return root;
}

function show(body, { messages, home, about }) {
  const panel = { home, about }[store.tab];
  panel?.draw();
  replaceChildren(body, panel ? panel.root : messages);
}

function placeholder() {
  const channel = currentChannel();
  return `Message ${channel.is_im ? "" : "#"}${channelName(channel)}`;
}

/** Redraws what changed; all of it when names, the zone or the day changed. */
function keepDrawn(list, topic) {
  let names = "";
  let day = "";
  listen(topic, (channel) => channel === list.channel && list.draw());
  listen("state", () => {
    const next = JSON.stringify([
      [...store.users.values()],
      [...store.channels.values()].map(({ id, name }) => [id, name]),
    ]);
    if (names && next !== names) list.redraw();
    names = next;
  });
  listen("clock", () => {
    const next = isoDay(now(), zone());
    if (day && next !== day) list.redraw();
    day = next;
  });
}

function intro(channel) {
  const isApp = isAppChannel(channel);
  const words = isApp
    ? `This is the conversation between you and ${store.app.name}. Write here, or use a command.`
    : channel.is_im
      ? `This conversation is just between you and ${channelName(channel)}.`
      : `This is the very beginning of the ${channelName(channel)} channel.`;
  return h(
    "div",
    { class: "intro" },
    channel.is_im
      ? avatar(store.users.get(channel.user) ?? { id: channel.user, is_bot: isApp }, 64)
      : h("span", { class: "intro-mark" }, channelMark(channel, 32)),
    h("h3", {}, channelName(channel)),
    h("p", {}, words),
  );
}

/** What the app offers to ask, above its message box: one click asks it. */
function offeredPrompts(composer) {
  const root = h("div", { class: "prompts", hidden: true, dataset: { testid: "prompts" } });
  const draw = () => {
    const offered = isAppChannel(currentChannel()) ? store.offered : null;
    root.hidden = !offered;
    const ask = ({ message }) => composer.deliver(store.channel, message, null);
    const buttons = (offered?.prompts ?? []).map((prompt) =>
      h("button", { class: "prompt", type: "button", onclick: () => ask(prompt) }, prompt.title),
    );
    replaceChildren(root, offered && [h("span", { class: "prompts-title" }, offered.title), ...buttons]);
  };
  listen("offered", draw);
  listen("channel", draw);
  return root;
}

function drawTyping(composer) {
  const { typing } = store;
  const mine = typing && typing.channel === store.channel;
  replaceChildren(composer.status, mine && [h("strong", {}, store.app.name), ` ${typing.text}`]);
  clearTimeout(composer.typingTimer);
  if (mine && typing.text === "is typing…")
    composer.typingTimer = setTimeout(() => replaceChildren(composer.status), TYPING_MS);
}

/** The pane of the open thread. */
export function threadPane() {
  const list = new MessageList({ inThread: true, label: "Thread" });
  const composer = new Composer({
    place: () => ({ channel: store.channel, thread: store.thread }),
    testid: "thread-box",
    label: "Reply",
  });
  const from = h("span", { class: "thread-from" });
  const close = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": "Close the thread",
      dataset: { testid: "thread-close" },
      onclick: closeThread,
    },
    icon("close"),
  );
  const root = h(
    "aside",
    { class: "thread", "aria-label": "Thread", hidden: true, dataset: { testid: "thread" } },
    h("header", { class: "thread-head" }, h("h2", {}, "Thread"), from, close),
    list.frame,
    composer.root,
  );
  root.addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
  let place = null;
  listen("channel", () => {
    const next = store.thread && `${store.channel}/${store.thread}`;
    if (next === place) return;
    place = next;
    root.hidden = !next;
    document.getElementById("app").classList.toggle("has-thread", Boolean(next));
    if (!next) return void document.querySelector("[data-testid=message-box]")?.focus({ preventScroll: true });
    from.textContent = channelName(currentChannel());
    list.open(store.channel, store.thread);
    composer.open("Reply…");
    composer.box.focus({ preventScroll: true });
  });
  keepDrawn(list, "thread");
  return root;
}
