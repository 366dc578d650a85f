// The message box: Enter sends, Shift+Enter breaks the line, drafts are kept by
// channel. Mentions and channels become Slack's tokens when it sends.

import { h } from "./dom.js";
import { api, CallError, refusal } from "./api.js";
import { Autocomplete } from "./autocomplete.js";
import { pickerEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { globalShortcutItems } from "./message-actions.js";
import { menu, popover } from "./overlay.js";
import { store, personName } from "./store.js";
import { showError } from "./toast.js";

const MAX_HEIGHT_PX = 240;
const drafts = new Map();

export class Composer {
  /** `place()` gives {channel, thread} of where it writes. */
  constructor({ place, testid, label }) {
    this.place = place;
    this.pending = 0;
    this.box = h("textarea", {
      class: "composer-box",
      rows: "1",
      "aria-label": label,
      dataset: { testid, focusKey: testid },
    });
    this.sendButton = h(
      "button",
      {
        class: "send",
        type: "button",
        "aria-label": "Send now",
        title: "Send now",
        disabled: true,
        dataset: { testid: `${testid}-send` },
        onclick: () => this.send(),
      },
      icon("send", 18),
    );
    this.status = h("div", { class: "composer-status", "aria-live": "polite" });
    this.frame = h("div", { class: "composer-frame" }, this.formatBar(), this.box, this.bar());
    this.root = h("div", { class: "composer" }, this.frame, this.status);
    this.complete = new Autocomplete(this.box, this.frame, () => this.changed());
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Shows the draft of the present place. */
  open(placeholder) {
    this.box.placeholder = placeholder;
    this.box.value = drafts.get(this.key()) ?? "";
    this.changed();
  }

  key() {
    const { channel, thread } = this.place();
    return `${channel}/${thread ?? ""}`;
  }

  changed() {
    drafts.set(this.key(), this.box.value);
    this.sendButton.disabled = !this.box.value.trim();
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, MAX_HEIGHT_PX)}px`;
    this.complete.update();
  }

  onKey(event) {
    if (event.isComposing || this.complete.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if ((event.metaKey || event.ctrlKey) && { b: 1, i: 1 }[event.key]) {
      event.preventDefault();
      this.wrap(event.key === "b" ? "*" : "_");
    }
  }

  async send() {
    const typed = this.box.value.trim();
    if (!typed) return;
    const { channel, thread } = this.place();
    const key = this.key();
    this.set("");
    this.pending += 1;
    this.showPending();
    const lost = await this.deliver(channel, typed, thread);
    this.pending -= 1;
    this.showPending();
    if (lost) this.giveBack(key, typed);
  }

  /** Puts a text that was not sent back where it was written, unless something new is there. */
  giveBack(key, typed) {
    if (drafts.get(key)) return;
    drafts.set(key, typed);
    if (key === this.key()) this.set(typed);
  }

  /** Sends; true when it never arrived, so that the text belongs back in the box. */
  async deliver(channel, typed, thread) {
    try {
      const answer = await api.say(channel, typed.startsWith("/") ? typed : toSlack(typed), thread ?? undefined);
      if (answer.ok === false) showError(refusal(answer));
      return answer.ok === false && answer.error === "not_sent";
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      showError(error.message);
      return true;
    }
  }

  showPending() {
    this.frame.classList.toggle("is-busy", this.pending > 0);
  }

  set(text) {
    this.box.value = text;
    this.changed();
  }

  /** Puts marks around the selection. */
  wrap(before, after = before) {
    const { selectionStart: from, selectionEnd: to, value } = this.box;
    this.box.setRangeText(`${before}${value.slice(from, to)}${after}`, from, to, "end");
    if (from === to) this.box.setSelectionRange(from + before.length, from + before.length);
    this.box.focus();
    this.changed();
  }

  insert(text) {
    const { selectionStart: from, selectionEnd: to } = this.box;
    this.box.setRangeText(text, from, to, "end");
    this.box.focus();
    this.changed();
  }

  formatBar() {
    const mark = (name, label, before, after) =>
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": label,
          title: label,
          onclick: () => this.wrap(before, after),
        },
        icon(name, 17),
      );
    return h(
      "div",
      { class: "composer-format", role: "toolbar", "aria-label": "Formatting" },
      mark("bold", "Bold", "*"),
      mark("italic", "Italic", "_"),
      mark("strike", "Strikethrough", "~"),
      mark("code", "Code", "`"),
      mark("quote", "Quote", "> ", ""),
    );
  }

  bar() {
    const tool = (name, label, testid, run) =>
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": label,
          title: label,
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          dataset: { testid },
          onclick: run,
        },
        icon(name, 18),
      );
    return h(
      "div",
      { class: "composer-bar" },
      tool("plus", "Shortcuts", "shortcuts", (event) =>
        menu(event.currentTarget, globalShortcutItems(), { label: "Shortcuts" }),
      ),
      tool("smile", "Emoji", "emoji", (event) => this.pickEmoji(event.currentTarget)),
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": "Mention someone",
          title: "Mention someone",
          onclick: () => this.insert("@"),
        },
        icon("at", 18),
      ),
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": "Run a command",
          title: "Run a command",
          onclick: () => this.box.value || this.insert("/"),
        },
        h("span", { class: "slash", "aria-hidden": "true" }, "/"),
      ),
      h("span", { class: "composer-space" }),
      h("span", { class: "spinner", "aria-hidden": "true" }),
      this.sendButton,
    );
  }

  pickEmoji(anchor) {
    const box = h("div", { class: "emoji-grid", role: "menu", "aria-label": "Emoji" });
    const open = popover(anchor, box);
    for (const [name, character] of pickerEmoji()) {
      const pick = () => {
        open.close(false);
        this.insert(`:${name}: `);
      };
      box.append(
        h(
          "button",
          {
            class: "icon-button emoji",
            type: "button",
            role: "menuitem",
            "aria-label": name,
            title: `:${name}:`,
            onclick: pick,
          },
          character,
        ),
      );
    }
    open.replace();
    box.firstChild.focus();
  }
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What a person typed as Slack keeps it: entities, and tokens for @names and #channels. */
export function toSlack(typed) {
  const names = [...store.users.values()]
    .flatMap((user) => [personName(user.id), user.name].filter(Boolean).map((name) => [name, user.id]))
    .concat(store.app.bot_user_id ? [[store.app.name, store.app.bot_user_id]] : [])
    .sort(([a], [b]) => b.length - a.length);
  let text = escaped(typed);
  for (const [name, id] of names) text = text.replace(mentionOf(name), (_, before) => `${before}<@${id}>`);
  text = text.replace(/(^|[\s(])@(here|channel|everyone)\b/g, "$1<!$2>");
  return text.replace(/(^|[\s(])#([\p{L}\p{N}_-]+)/gu, (whole, before, name) => {
    const channel = [...store.channels.values()].find((one) => !one.is_im && one.name === name);
    return channel ? `${before}<#${channel.id}|${name}>` : whole;
  });
}

function mentionOf(name) {
  const literal = escaped(name).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[\\s(>])@${literal}(?![\\p{L}\\p{N}_])`, "giu");
}
