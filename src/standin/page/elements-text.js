// Text fields: plain, multiline, email, url, number, and a plain area for
// rich_text_input.

import { h } from "./dom.js";
import { plainString } from "./mrkdwn.js";

const TYPES = { email_text_input: "email", url_text_input: "url" };

export function textInput(field, look) {
  const { element } = field;
  const isRich = element.type === "rich_text_input";
  const state = field.start(
    isRich ? { rich_text_value: element.initial_value ?? null } : { value: element.initial_value ?? null },
  );
  const value = isRich ? richToText(state.rich_text_value) : (state.value ?? "");
  const isLong = element.multiline || isRich;
  const box = h(isLong ? "textarea" : "input", {
    class: `text-input${isLong ? " is-long" : ""}`,
    ...(isLong
      ? { rows: element.min_lines ?? 4 }
      : { type: "text", inputmode: TYPES[element.type] ?? null, autocomplete: "off" }),
    maxlength: element.max_length ?? (isRich ? null : 3000),
    ...shared(element, look),
  });
  box.value = value;
  box.addEventListener("input", () => {
    if (isRich) state.rich_text_value = textToRich(box.value);
    else state.value = box.value === "" ? null : box.value;
  });
  dispatching(field, box, () => (isRich ? { rich_text_value: state.rich_text_value } : { value: state.value }));
  return element.max_length ? h("div", {}, box, remaining(box, element.max_length)) : box;
}

export function numberInput(field, look) {
  const { element } = field;
  const state = field.start({ value: element.initial_value ?? null });
  const box = h("input", {
    class: "text-input",
    type: "text",
    inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
    autocomplete: "off",
    ...shared(element, look),
  });
  box.value = state.value ?? "";
  box.addEventListener("input", () => {
    state.value = box.value.trim() === "" ? null : box.value.trim();
  });
  dispatching(field, box, () => ({ value: state.value }));
  return box;
}

function shared(element, look) {
  return {
    id: look.controlId,
    placeholder: plainString(element.placeholder) || null,
    "aria-label": look.inInput ? null : plainString(element.placeholder) || "Text",
    "aria-describedby": look.describedBy,
    "aria-invalid": look.invalid ? "true" : null,
    dataset: { actionId: element.action_id },
  };
}

/** Sends the action at Enter or at each character, as the element asks. */
function dispatching(field, box, payload) {
  if (!field.dispatches) return;
  const triggers = field.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => field.commit(box, payload());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  });
  if (triggers.includes("on_character_entered")) box.addEventListener("input", send);
}

/** The counter that appears when the end is near. */
function remaining(box, limit) {
  const counter = h("div", { class: "input-count", "aria-live": "polite" });
  const show = () => {
    const left = limit - box.value.length;
    counter.textContent = left <= Math.max(20, limit * 0.1) ? String(left) : "";
  };
  box.addEventListener("input", show);
  show();
  return counter;
}

function richToText(block) {
  const words = (node) => node.text ?? (node.elements ?? []).map(words).join("");
  return block ? block.elements.map(words).join("\n") : "";
}

function textToRich(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}
