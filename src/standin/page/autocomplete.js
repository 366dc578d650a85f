// The list above the message box while a command, a mention, a channel or an
// emoji is being typed.

import { h, replaceChildren, uniqueId } from "./dom.js";
import { avatar } from "./avatar.js";
import { findEmoji } from "./emoji.js";
import { store, personName } from "./store.js";

const LIMIT = 8;

export class Autocomplete {
  constructor(box, frame, changed) {
    Object.assign(this, { box, changed, active: 0, choices: [] });
    this.list = h("div", {
      class: "complete",
      role: "listbox",
      id: uniqueId("complete"),
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    frame.prepend(this.list);
    box.setAttribute("aria-controls", this.list.id);
    box.setAttribute("aria-autocomplete", "list");
    box.addEventListener("blur", () => this.close());
    box.addEventListener("click", () => this.update());
  }

  update() {
    const before = this.box.value.slice(0, this.box.selectionStart ?? 0);
    const isCommand = this.box.value.startsWith("/");
    const found =
      (isCommand && commands(this.box.value, before)) ||
      people(before, isCommand) ||
      channelsNamed(before) ||
      emoji(before);
    if (!found || document.activeElement !== this.box) return this.close();
    this.show(found);
  }

  show({ heading, choices, from }) {
    this.choices = choices;
    this.from = from;
    this.active = Math.max(
      0,
      choices.findIndex(({ text }) => text),
    );
    replaceChildren(
      this.list,
      heading && h("div", { class: "complete-heading", "aria-hidden": "true" }, heading),
      choices.map((choice, index) => this.option(choice, index)),
    );
    this.list.hidden = choices.length === 0;
    this.activate(this.active);
  }

  option(choice, index) {
    if (!choice.text) return h("div", { class: "option is-hint" }, words(choice));
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this.list.id}-${index}`,
        "aria-selected": "false",
        dataset: { value: choice.value },
        onpointermove: () => this.activate(index),
        onclick: () => this.pick(index),
      },
      choice.badge,
      words(choice),
    );
  }

  activate(index) {
    this.active = index;
    this.list.querySelectorAll("[role=option]").forEach((node) => {
      const on = node.id === `${this.list.id}-${index}`;
      node.classList.toggle("is-active", on);
      node.setAttribute("aria-selected", String(on));
    });
    if (this.list.hidden || !this.choices[index]?.text) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  /** True when the key was for the list. */
  onKey(event) {
    const picks = this.choices.filter(({ text }) => text);
    if (this.list.hidden || !picks.length) return false;
    const isWhole = picks.length === 1 && this.choices[this.active]?.text.trim() === this.box.value.trim();
    if (event.key === "Enter" && isWhole) return this.close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.activate((this.active + step + this.choices.length) % this.choices.length);
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  pick(index) {
    const choice = this.choices[index];
    if (!choice?.text) return;
    this.box.setRangeText(choice.text, this.from, this.box.selectionStart, "end");
    this.box.focus();
    this.close();
    this.changed();
  }

  close() {
    this.list.hidden = true;
    this.choices = [];
    this.box.removeAttribute("aria-activedescendant");
    return false;
  }
}

function words({ label, detail }) {
  return h(
    "span",
    { class: "option-words" },
    h("span", { class: "option-label" }, label),
    detail && h("span", { class: "option-detail" }, detail),
  );
}

/** `/` alone offers the commands; after a space the hint of that command stays. */
function commands(value, before) {
  const typed = value.split(/\s/)[0];
  const matches = store.commands.filter(({ command }) => command.startsWith(typed));
  if (/\s/.test(value))
    return hint(
      matches.find(({ command }) => command === typed),
      before,
    );
  return {
    heading: store.app.name,
    from: 0,
    choices: matches.map((one) => ({
      value: one.command,
      label: `${one.command} ${one.usage_hint ?? ""}`.trim(),
      detail: one.description,
      text: `${one.command} `,
      badge: avatar({ id: store.app.bot_user_id, is_bot: true }, 24),
    })),
  };
}

function hint(command, before) {
  if (!command || /[@:#]\S*$/.test(before)) return null;
  return {
    heading: null,
    from: 0,
    choices: [{ label: `${command.command} ${command.usage_hint ?? ""}`.trim(), detail: command.description }],
  };
}

function people(before, isCommand) {
  const match = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,30}(?: [\p{L}]{1,20})?)$/u.exec(before);
  if (!match) return null;
  const wanted = match[1].toLowerCase();
  const found = [...store.users.values()].filter(
    (user) => !user.deleted && [personName(user.id), user.name].some((name) => matchesName(name, wanted)),
  );
  const choices = found.slice(0, LIMIT).map((user) => ({
    value: user.id,
    label: personName(user.id),
    detail: user.name,
    text: `@${isCommand ? user.name : personName(user.id)} `,
    badge: avatar(user, 24),
  }));
  return choices.length ? { heading: "People", from: before.length - match[1].length - 1, choices } : null;
}

function matchesName(name, wanted) {
  const lower = (name ?? "").toLowerCase();
  return lower.startsWith(wanted) || lower.split(/[\s._-]+/).some((part) => part.startsWith(wanted));
}

function channelsNamed(before) {
  const match = /(?:^|[\s(])#([\p{L}\p{N}_-]{0,40})$/u.exec(before);
  if (!match) return null;
  const found = [...store.channels.values()].filter(
    (channel) => !channel.is_im && channel.name.startsWith(match[1].toLowerCase()),
  );
  const choices = found.slice(0, LIMIT).map((channel) => ({
    value: channel.id,
    label: `#${channel.name}`,
    detail: channel.topic,
    text: `#${channel.name} `,
  }));
  return choices.length ? { heading: "Channels", from: before.length - match[1].length - 1, choices } : null;
}

function emoji(before) {
  const match = /(?:^|[\s(]):([a-z0-9_+-]{2,30})$/.exec(before);
  if (!match) return null;
  const choices = findEmoji(match[1], LIMIT).map(([name, character]) => ({
    value: name,
    label: `:${name}:`,
    text: `:${name}: `,
    badge: h("span", { class: "emoji" }, character),
  }));
  return choices.length ? { heading: "Emoji", from: before.length - match[1].length - 1, choices } : null;
}
