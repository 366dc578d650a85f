// Buttons of every kind, and the overflow menu.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { plainString } from "./mrkdwn.js";
import { menu } from "./overlay.js";
import { store } from "./store.js";

export function button(field) {
  const { element } = field;
  const label = plainString(element.text);
  const common = {
    class: `button${element.style ? ` is-${element.style}` : ""}`,
    "aria-label": element.accessibility_label ?? null,
    dataset: { actionId: element.action_id, value: element.value },
    onclick: (event) => field.commit(event.currentTarget, pressed(element)),
  };
  if (!element.url) return h("button", { ...common, type: "button" }, h("span", { class: "button-label" }, label));
  return h(
    "a",
    { ...common, href: safeUrl(element.url), target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "button-label" }, label),
  );
}

function pressed({ text, value, style }) {
  return { text, ...(value !== undefined && { value }), ...(style && { style }) };
}

const safeUrl = (url) => (/^https?:/i.test(url) ? url : null);

/** Its workflow lives in Slack; here it can only be seen. */
export function workflowButton({ element }) {
  return h(
    "button",
    { class: "button", type: "button", disabled: true, title: "Workflows do not run in the local Slack" },
    plainString(element.text),
  );
}

export function iconButton(field) {
  const { element } = field;
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(store.user)) return null;
  const label = element.accessibility_label ?? plainString(element.text);
  const name = { trash: "trash", copy: "copy", edit: "text", refresh: "clock" }[element.icon] ?? "moreWide";
  return h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": label,
      title: plainString(element.text),
      dataset: { actionId: element.action_id },
      onclick: (event) =>
        field.commit(event.currentTarget, { text: element.text, value: element.value, icon: element.icon }),
    },
    icon(name, 18),
  );
}

export function feedbackButtons(field) {
  const { element } = field;
  const one = (part, name) =>
    h(
      "button",
      {
        class: "icon-button feedback",
        type: "button",
        "aria-pressed": "false",
        "aria-label": part.accessibility_label ?? plainString(part.text),
        title: plainString(part.text),
        dataset: { actionId: element.action_id, value: part.value },
        onclick: (event) => press(event.currentTarget, part),
      },
      icon(name, 18),
    );
  const press = async (node, part) => {
    if (!(await field.commit(node, { text: part.text, value: part.value }))) return;
    for (const other of node.parentElement.children) other.setAttribute("aria-pressed", String(other === node));
  };
  return h(
    "span",
    { class: "feedback-buttons", role: "group", "aria-label": "Was this helpful?" },
    one(element.positive_button, "thumbUp"),
    one(element.negative_button, "thumbDown"),
  );
}

export function overflow(field) {
  const { element } = field;
  const open = (event) => {
    const anchor = event.currentTarget;
    const items = element.options.map((option) => ({
      label: plainString(option.text),
      detail: option.description && plainString(option.description),
      url: option.url && safeUrl(option.url),
      data: { optionValue: option.value },
      run: () => field.commit(anchor, { selected_option: option }),
    }));
    menu(anchor, items, { label: "More actions", align: "end" });
  };
  return h(
    "button",
    {
      class: "button is-overflow",
      type: "button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      dataset: { actionId: element.action_id },
      onclick: open,
    },
    icon("moreWide", 18),
  );
}
