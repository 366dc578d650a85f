// Short notices at the edge of the page: what went wrong, what was done.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 8000;

/** Shows `text` as an error until it is closed or its time is over. */
export function showError(text) {
  show(text, "error");
}

/** Shows `text` as plain information. */
export function showNotice(text) {
  show(text, "info");
}

function show(text, kind) {
  const area = document.getElementById("toasts");
  const twin = [...area.children].find((node) => node.dataset.text === text);
  twin?.remove();
  const close = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close this notice", onclick: () => toast.remove() },
    icon("close", 16),
  );
  const toast = h(
    "div",
    { class: `toast is-${kind}`, "data-testid": `toast-${kind}`, dataset: { text } },
    icon(kind === "error" ? "warning" : "info", 18),
    h("span", { class: "toast-text" }, text),
    close,
  );
  area.append(toast);
  let timer = setTimeout(() => toast.remove(), SHOWN_MS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), SHOWN_MS);
  });
}

/** Says `text` to screen readers without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
