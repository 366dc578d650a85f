// A select with type-ahead: an input with a listbox under it, one or many
// choices, from a fixed list or from a slow source.

import { h, replaceChildren, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { layerOf, place } from "./overlay.js";

const SLOW_SOURCE_MS = 250;

/**
 * Choices are {value, label, detail?, badge?}. `load(query)` gives groups
 * [{label?, choices}] or a promise of them. `changed(chosen, done)` is told of
 * each pick; `done` once the list is closed again.
 */
export function combobox(options) {
  return new Combobox(options).root;
}

class Combobox {
  constructor({ load, chosen, multi, max, placeholder, changed, clearable, slow, input, tooShort }) {
    Object.assign(this, { load, chosen: [...chosen], multi, max, placeholder, changed, clearable, slow, tooShort });
    this.listId = uniqueId("listbox");
    this.active = -1;
    this.choices = [];
    this.turn = 0;
    this.root = h("div", { class: `select${multi ? " is-multi" : ""}` });
    this.input = h("input", {
      class: "select-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.listId,
      ...input,
    });
    this.list = h("div", {
      class: "listbox",
      role: "listbox",
      id: this.listId,
      "aria-label": input["aria-label"] ?? placeholder,
      "aria-multiselectable": multi ? "true" : null,
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.wire();
    this.show();
  }

  wire() {
    this.root.addEventListener("pointerdown", (event) => this.onPointer(event));
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
  }

  onPointer(event) {
    if (event.target.closest("button")) return;
    if (event.target !== this.input) event.preventDefault();
    this.input.focus();
    if (this.isOpen) this.close();
    else this.open("");
  }

  /** Draws what is chosen. */
  show() {
    const [only] = this.chosen;
    this.input.value = this.multi ? "" : (only?.label ?? "");
    this.input.placeholder = this.multi && only ? "" : this.placeholder;
    const chips = this.multi ? this.chosen.map((choice) => this.chip(choice)) : [];
    const clear =
      !this.multi && this.clearable && only
        ? h(
            "button",
            {
              class: "select-clear",
              type: "button",
              "aria-label": "Clear the choice",
              onclick: () => this.set([], true),
            },
            icon("close", 14),
          )
        : null;
    if (this.input.isConnected && this.multi) {
      this.root.querySelectorAll(".chip").forEach((node) => node.remove());
      this.input.before(...chips);
      return;
    }
    const focused = document.activeElement === this.input;
    replaceChildren(this.root, chips, this.input, clear, h("span", { class: "select-caret" }, icon("down", 16)));
    if (focused) this.input.focus();
  }

  chip(choice) {
    const drop = () => {
      this.set(
        this.chosen.filter(({ value }) => value !== choice.value),
        !this.isOpen,
      );
      this.input.focus();
    };
    return h(
      "span",
      { class: "chip", dataset: { value: choice.value } },
      h("span", { class: "chip-label" }, choice.label),
      h(
        "button",
        { class: "chip-drop", type: "button", "aria-label": `Remove ${choice.label}`, onclick: drop },
        icon("close", 12),
      ),
    );
  }

  set(chosen, done) {
    this.chosen = chosen;
    this.show();
    this.changed(chosen, done);
  }

  async open(query) {
    if (!this.isOpen) {
      this.isOpen = true;
      this.before = this.chosen.map(({ value }) => value).join("\n");
      layerOf(this.root).append(this.list);
      this.root.classList.add("is-open");
      this.input.setAttribute("aria-expanded", "true");
      this.reposition = () => this.isOpen && place(this.list, this.root, { matchWidth: true });
      window.addEventListener("scroll", this.reposition, true);
      window.addEventListener("resize", this.reposition);
      if (!query && !this.multi) this.makeRoom();
    }
    await this.fill(query);
  }

  /** While one types, the choice so far stands where the placeholder was. */
  makeRoom() {
    this.input.placeholder = this.chosen[0]?.label ?? this.placeholder;
    this.input.value = "";
  }

  async fill(query) {
    this.turn += 1;
    const { turn } = this;
    if (query.length < (this.tooShort ?? 0)) {
      this.note(`Type ${this.tooShort === 1 ? "a letter" : `at least ${this.tooShort} letters`} to search`);
      return;
    }
    if (this.slow) {
      this.note("Searching…");
      await new Promise((resolve) => setTimeout(resolve, query ? SLOW_SOURCE_MS : 0));
      if (turn !== this.turn) return;
    }
    const groups = await Promise.resolve(this.load(query)).catch(() => null);
    if (turn !== this.turn || !this.isOpen) return;
    if (groups) this.draw(groups);
    else this.note("The list could not be loaded.");
  }

  note(text) {
    this.choices = [];
    this.activate(-1);
    replaceChildren(this.list, h("div", { class: "listbox-note", role: "status" }, text));
    this.reposition();
  }

  draw(groups) {
    this.choices = [];
    const nodes = groups.filter(({ choices }) => choices.length).map((group) => this.drawGroup(group));
    if (!nodes.length) return void this.note("No results");
    replaceChildren(this.list, nodes);
    this.reposition();
    const chosen = this.multi ? -1 : this.choices.findIndex(({ value }) => value === this.chosen[0]?.value);
    this.activate(Math.max(chosen, 0));
  }

  drawGroup({ label, choices }) {
    const options = choices.map((choice) => this.drawChoice(choice));
    return label
      ? h(
          "div",
          { role: "group", "aria-label": label },
          h("div", { class: "listbox-heading", "aria-hidden": "true" }, label),
          options,
        )
      : options;
  }

  drawChoice(choice) {
    const index = this.choices.push(choice) - 1;
    const isChosen = this.chosen.some(({ value }) => value === choice.value);
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this.listId}-${index}`,
        "aria-selected": String(isChosen),
        dataset: { value: choice.value },
        onpointermove: () => this.activate(index, false),
        onclick: () => this.pick(choice),
      },
      choice.badge,
      h(
        "span",
        { class: "option-words" },
        h("span", { class: "option-label" }, choice.label),
        choice.detail && h("span", { class: "option-detail" }, choice.detail),
      ),
      isChosen && icon("check", 16),
    );
  }

  activate(index, scroll = true) {
    this.active = index;
    for (const [at, node] of this.list.querySelectorAll(".option").entries()) {
      node.classList.toggle("is-active", at === index);
      if (at === index && scroll) node.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.listId}-${index}`);
  }

  pick(choice) {
    if (!this.multi) {
      this.close();
      this.set([choice], true);
      return;
    }
    const has = this.chosen.some(({ value }) => value === choice.value);
    if (!has && this.max && this.chosen.length >= this.max)
      return void this.note(`You can choose at most ${this.max}.`);
    this.set(has ? this.chosen.filter(({ value }) => value !== choice.value) : [...this.chosen, choice], false);
    this.input.value = "";
    this.fill("");
  }

  onKey(event) {
    if (event.isComposing) return;
    const last = this.choices.length - 1;
    const move = {
      ArrowDown: this.active < last ? this.active + 1 : 0,
      ArrowUp: this.active > 0 ? this.active - 1 : last,
    }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (this.isOpen) this.activate(move);
      else this.open("");
    } else if (event.key === "Enter") this.onEnter(event);
    else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.multi && !this.input.value && this.chosen.length) {
      this.set(this.chosen.slice(0, -1), !this.isOpen);
    }
  }

  onEnter(event) {
    event.preventDefault();
    event.stopPropagation();
    if (!this.isOpen) this.open("");
    else if (this.choices[this.active]) this.pick(this.choices[this.active]);
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.turn += 1;
    this.list.remove();
    this.root.classList.remove("is-open");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    window.removeEventListener("scroll", this.reposition, true);
    window.removeEventListener("resize", this.reposition);
    this.show();
    if (this.multi && this.before !== this.chosen.map(({ value }) => value).join("\n")) this.changed(this.chosen, true);
  }
}
