// Radio buttons and checkboxes, with their descriptions.

import { h, uniqueId } from "./dom.js";
import { drawText } from "./mrkdwn.js";

export function checkboxes(field, look) {
  const { element } = field;
  const state = field.start({ selected_options: element.initial_options ?? [] });
  const isChosen = (option) => state.selected_options.some(({ value }) => value === option.value);
  const change = (group) => {
    const values = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    state.selected_options = element.options.filter(({ value }) => values.includes(value));
    if (field.dispatches) field.commit(group, { selected_options: state.selected_options });
  };
  return choices(field, look, { type: "checkbox", role: "group", isChosen, change });
}

export function radioButtons(field, look) {
  const { element } = field;
  const state = field.start({ selected_option: element.initial_option ?? null });
  const isChosen = (option) => state.selected_option?.value === option.value;
  const change = (group) => {
    const value = group.querySelector("input:checked")?.value;
    state.selected_option = element.options.find((option) => option.value === value) ?? null;
    if (field.dispatches) field.commit(group, { selected_option: state.selected_option });
  };
  return choices(field, look, { type: "radio", role: "radiogroup", isChosen, change });
}

function choices(field, look, { type, role, isChosen, change }) {
  const name = uniqueId(type);
  const rows = field.element.options.map((option) => {
    const describedBy = option.description && uniqueId("description");
    const box = h("input", {
      type,
      name,
      value: option.value,
      checked: isChosen(option),
      "aria-describedby": describedBy,
      dataset: {
        actionId: field.element.action_id,
        focusKey: `${field.block.block_id}/${field.element.action_id}/${option.value}`,
        value: option.value,
      },
    });
    return h(
      "label",
      { class: "choice" },
      box,
      h(
        "span",
        { class: "choice-words" },
        h("span", {}, drawText(option.text)),
        option.description && h("span", { class: "choice-description", id: describedBy }, drawText(option.description)),
      ),
    );
  });
  const group = h(
    "div",
    {
      class: "choices",
      role,
      "aria-labelledby": look.labelId,
      "aria-describedby": look.describedBy,
      "aria-invalid": look.invalid ? "true" : null,
    },
    rows,
  );
  group.addEventListener("change", () => change(group));
  return group;
}
