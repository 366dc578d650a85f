// What floats above the page: the focus trap of dialogs, popovers beside a
// button, menus with arrow keys. Escape closes the topmost only.

import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** What Tab can reach inside `root`, in order. */
export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter(
    (node) => node.offsetParent !== null || node === document.activeElement,
  );
}

/**
 * Keeps the keyboard inside `dialog` until the returned function is called,
 * which gives focus back to where it was.
 */
export function trapFocus(dialog) {
  const before = document.activeElement;
  const app = document.getElementById("app");
  app.inert = true;
  const onKey = (event) => {
    if (event.key === "Tab") wrapAround(event, dialog);
  };
  dialog.addEventListener("keydown", onKey);
  return () => {
    dialog.removeEventListener("keydown", onKey);
    app.inert = document.querySelector(".layer [role=dialog][aria-modal=true], .layer [role=alertdialog]") !== null;
    giveBack(before);
  };
}

function giveBack(node) {
  if (node?.isConnected && node !== document.body) node.focus({ preventScroll: true });
  else document.querySelector("[data-testid=message-box]")?.focus({ preventScroll: true });
}

function wrapAround(event, dialog) {
  const stops = focusable(dialog);
  if (!stops.length) return;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const inside = dialog.contains(document.activeElement) && document.activeElement !== dialog;
  if (inside && document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/** The node above which floats belong: the dialog's layer, or the page's. */
export function layerOf(node) {
  return node.closest(".layer") ?? document.getElementById("layers");
}

/** Puts a fixed `box` under `anchor`, or above where there is more room. */
export function place(box, anchor, { align = "start", matchWidth = false, gap = 4 } = {}) {
  const at = anchor.getBoundingClientRect();
  if (matchWidth) box.style.minWidth = `${Math.min(Math.max(at.width, 220), window.innerWidth - 16)}px`;
  const below = window.innerHeight - at.bottom - gap - 8;
  const above = at.top - gap - 8;
  const wanted = box.scrollHeight;
  const up = wanted > below && above > below;
  box.style.maxHeight = `${Math.max(up ? above : below, 120)}px`;
  const height = Math.min(wanted, up ? above : below);
  box.style.top = `${Math.max(8, up ? at.top - gap - height : at.bottom + gap)}px`;
  const left = align === "end" ? at.right - box.offsetWidth : at.left;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - box.offsetWidth - 8))}px`;
}

/** Shows `box` beside `anchor` until Escape, a click elsewhere or `close()`. */
export function popover(anchor, box, { align, matchWidth, onClose, keepFocus = false } = {}) {
  layerOf(anchor).append(box);
  const replace = () => place(box, anchor, { align, matchWidth });
  const inside = (target) => box.contains(target) || anchor.contains(target);
  const onPointer = (event) => !inside(event.target) && close(false);
  const onKey = (event) => {
    if (event.key !== "Escape" || !(inside(event.target) || event.target === document.body)) return;
    event.stopPropagation();
    event.preventDefault();
    close(true);
  };
  const close = (refocus) => {
    if (!box.isConnected && !anchor.hasAttribute("data-open")) return;
    box.remove();
    anchor.removeAttribute("data-open");
    document.removeEventListener("pointerdown", onPointer, true);
    document.removeEventListener("keydown", onKey, true);
    window.removeEventListener("resize", replace);
    window.removeEventListener("scroll", replace, true);
    if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "false");
    if (refocus && !keepFocus) anchor.focus();
    onClose?.();
  };
  anchor.setAttribute("data-open", "");
  if (anchor.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", onPointer, true);
  document.addEventListener("keydown", onKey, true);
  window.addEventListener("resize", replace);
  window.addEventListener("scroll", replace, true);
  replace();
  return { close, replace };
}

/**
 * A menu beside `anchor`. Items: {label, icon, detail, danger, url, testid, run},
 * {heading} or "-" for a line.
 */
export function menu(anchor, items, { label, align } = {}) {
  if (anchor.hasAttribute("data-open")) return;
  const box = h("div", { class: "menu", role: "menu", "aria-label": label });
  const open = popover(anchor, box, { align });
  for (const item of items) box.append(menuItem(item, open));
  box.addEventListener("keydown", (event) => moveInMenu(event, box, open));
  open.replace();
  box.querySelector("[role=menuitem]")?.focus();
}

function menuItem(item, open) {
  if (item === "-") return h("div", { class: "menu-line", role: "separator" });
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  const run = () => {
    open.close(true);
    item.run?.();
  };
  return h(
    item.url ? "a" : "button",
    {
      class: `menu-item${item.danger ? " is-danger" : ""}`,
      role: "menuitem",
      tabindex: "-1",
      ...(item.url ? { href: item.url, target: "_blank", rel: "noopener noreferrer" } : { type: "button" }),
      dataset: item.data,
      onclick: run,
    },
    item.icon && icon(item.icon, 18),
    h("span", { class: "menu-text" }, item.label, item.detail && h("span", { class: "menu-detail" }, item.detail)),
  );
}

function moveInMenu(event, box, open) {
  const items = [...box.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[next % items.length]?.focus();
  } else if (event.key === "Tab") {
    open.close(true);
  }
}

/** Opens a dialog in a layer of its own; `close` puts everything back. */
export function openLayer(dialog, { onEscape, onBackdrop } = {}) {
  const layer = h("div", { class: "layer" }, dialog);
  document.body.append(layer);
  const release = trapFocus(dialog);
  layer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onEscape?.();
  });
  layer.addEventListener("pointerdown", (event) => event.target === layer && onBackdrop?.());
  return {
    layer,
    close: () => {
      layer.remove();
      release();
    },
  };
}

/** Asks; resolves to whether the person agreed. Texts are nodes or strings. */
export function ask({ title, body, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("ask");
    const answer = (value) => {
      opened.close();
      resolve(value);
    };
    const yes = h(
      "button",
      {
        class: `button is-${danger ? "danger" : "primary"}`,
        type: "button",
        "data-testid": "confirm-yes",
        onclick: () => answer(true),
      },
      confirm,
    );
    const no = h(
      "button",
      { class: "button", type: "button", "data-testid": "confirm-no", onclick: () => answer(false) },
      deny,
    );
    const dialog = h(
      "div",
      {
        class: "dialog is-small",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": titleId,
        tabindex: "-1",
      },
      h("header", { class: "dialog-head" }, h("h2", { id: titleId, class: "dialog-title" }, title)),
      h("div", { class: "dialog-body" }, body),
      h("footer", { class: "dialog-foot" }, no, yes),
    );
    const opened = openLayer(dialog, { onEscape: () => answer(false) });
    yes.focus();
  });
}
