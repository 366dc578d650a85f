// The list of messages of a channel or of a thread: day dividers, grouping, the
// "New" line, keeping to the bottom. Rows that have not changed are kept.

import { h, rememberFocus } from "./dom.js";
import { drawMessage } from "./message.js";
import { icon } from "./icons.js";
import { store, messagesOf, keyOf, instantOf, now, zone } from "./store.js";
import { dayDivider, isoDay } from "./time.js";

const GROUP_SECONDS = 300;
const WINDOW = 80; // rows drawn at first; more on scrolling up
const NEAR_BOTTOM_PX = 80;

export class MessageList {
  constructor({ inThread = false, label }) {
    this.inThread = inThread;
    this.rows = new Map();
    this.shown = WINDOW;
    this.inner = h("div", { class: "messages-inner" });
    this.jump = h(
      "button",
      { class: "jump", type: "button", hidden: true, onclick: () => this.toBottom() },
      "New messages",
      icon("down", 16),
    );
    this.root = h(
      "div",
      {
        class: "messages",
        role: "log",
        "aria-live": "off",
        "aria-label": label,
        tabindex: "0",
        dataset: { testid: inThread ? "thread-messages" : "messages" },
      },
      this.inner,
    );
    this.frame = h("div", { class: "messages-frame" }, this.root, this.jump);
    this.root.addEventListener("scroll", () => this.onScroll());
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    const keepDown = new ResizeObserver(() => this.stick && this.toBottom());
    keepDown.observe(this.inner);
    keepDown.observe(this.root);
  }

  /** Begins anew with another channel or thread. */
  open(channel, thread) {
    Object.assign(this, { channel, thread, shown: WINDOW, stick: true, newFrom: null });
    this.rows.clear();
    this.inner.replaceChildren();
    this.draw();
  }

  /** Draws every row again: names, zone or day have changed. */
  redraw() {
    this.rows.clear();
    this.draw();
  }

  draw() {
    if (!this.channel) return;
    const all = messagesOf(this.channel, this.thread);
    const before = this.last;
    this.last = all.at(-1)?.ts;
    this.markNew(all);
    this.hidden = Math.max(0, all.length - this.shown);
    this.place(this.items(all.slice(this.hidden)));
    if (this.stick) this.toBottom();
    else if (before && this.last && before < this.last) this.jump.hidden = false;
  }

  /** The "New" line stands above the first unread, until the channel is left. */
  markNew(all) {
    if (this.inThread || this.newFrom !== null || !all.length) return;
    const unread = Math.min(store.unreadAtOpen ?? 0, all.length);
    this.newFrom = unread ? keyOf(all[all.length - unread]) : "";
    store.unreadAtOpen = 0;
  }

  items(messages) {
    const items = [this.head(messages)];
    let day = null;
    let above = null;
    for (const message of messages) {
      const at = instantOf(message.ts);
      const today = isoDay(at, zone());
      if (today !== day && !this.inThread)
        items.push({ key: `day/${today}`, mark: isoDay(now(), zone()), draw: () => divider(at) });
      if (keyOf(message) === this.newFrom) items.push({ key: "new", draw: newLine });
      const grouped = today === day && keyOf(message) !== this.newFrom && follows(above, message);
      items.push({
        key: keyOf(message),
        message,
        mark: `${grouped}`,
        draw: () => drawMessage(message, this.channel, { grouped, inThread: this.inThread }),
      });
      if (this.inThread && message.ts === this.thread)
        items.push({ key: "replies", mark: messages.length, draw: () => repliesLine(messages.length - 1) });
      day = today;
      above = message;
    }
    return items.filter(Boolean);
  }

  head(messages) {
    if (this.hidden)
      return {
        key: "earlier",
        draw: () =>
          h("button", { class: "earlier link", type: "button", onclick: () => this.more() }, "Show earlier messages"),
      };
    if (this.inThread || !this.intro || !(messages.length || store.loaded.has(this.channel))) return null;
    return { key: "intro", draw: this.intro };
  }

  /** Puts the rows in order, keeping those that are the same. */
  place(items) {
    const refocus = rememberFocus(this.inner);
    const keep = new Map();
    let cursor = this.inner.firstChild;
    let lost = null; // the row that takes the place of one with the focus
    for (const item of items) {
      const old = this.rows.get(item.key);
      const same = old && old.message === item.message && old.mark === item.mark;
      const node = same ? old.node : item.draw();
      if (old && !same && old.node.contains(document.activeElement)) lost = node;
      keep.set(item.key, { ...item, node });
      if (node === cursor) cursor = cursor.nextSibling;
      else this.inner.insertBefore(node, cursor);
    }
    while (cursor) {
      const next = cursor.nextSibling;
      cursor.remove();
      cursor = next;
    }
    this.rows = keep;
    if (lost) refocus(lost);
    // The button that was pressed may be gone: its message is the nearest place to go on from.
    if (lost && !lost.contains(document.activeElement)) lost.focus({ preventScroll: true });
  }

  more() {
    const height = this.root.scrollHeight;
    this.shown += WINDOW;
    this.draw();
    this.root.scrollTop += this.root.scrollHeight - height;
  }

  toBottom() {
    this.stick = true;
    this.jump.hidden = true;
    this.root.scrollTop = this.root.scrollHeight;
  }

  onScroll() {
    const left = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight;
    this.stick = left < NEAR_BOTTOM_PX;
    if (this.stick) this.jump.hidden = true;
    if (this.hidden && this.root.scrollTop < 40) this.more();
  }

  /** Up and Down walk over the messages when one of them, or the list, has the focus. */
  onKey(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const at = document.activeElement;
    if (at !== this.root && !at?.matches(".message")) return;
    const rows = [...this.inner.querySelectorAll(".message")];
    const index = rows.indexOf(at);
    const next = event.key === "ArrowUp" ? (index < 0 ? rows.length - 1 : index - 1) : index + 1;
    if (!rows[next]) return;
    event.preventDefault();
    rows[next].focus();
  }
}

function follows(above, message) {
  if (!above || above.is_ephemeral || message.is_ephemeral || message.subtype !== above.subtype) return false;
  if (above.reply_count) return false;
  const same = above.user === message.user && above.bot_id === message.bot_id && above.username === message.username;
  return same && Number.parseFloat(message.ts) - Number.parseFloat(above.ts) < GROUP_SECONDS;
}

function divider(at) {
  return h(
    "div",
    { class: "day", role: "separator" },
    h("span", { class: "day-label" }, dayDivider(at, now(), zone())),
  );
}

function newLine() {
  return h("div", { class: "new-line", role: "separator" }, h("span", {}, "New"));
}

function repliesLine(count) {
  if (!count) return h("div", { class: "replies-line" });
  return h(
    "div",
    { class: "replies-line", role: "separator" },
    h("span", {}, count === 1 ? "1 reply" : `${count} replies`),
  );
}
