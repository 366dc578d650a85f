// Draws one interactive element: finds the function of its type. Elements keep
// their state in the surface's field and send their action through it.

import { h } from "./dom.js";
import { picture } from "./picture.js";
import { button, iconButton, feedbackButtons, overflow, workflowButton } from "./elements-button.js";
import { select } from "./elements-select.js";
import { checkboxes, radioButtons } from "./elements-choice.js";
import { datepicker, timepicker, datetimepicker } from "./elements-date.js";
import { textInput, numberInput } from "./elements-text.js";

const DRAW = {
  button,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  workflow_button: workflowButton,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: textInput,
  number_input: numberInput,
};

/**
 * An element inside `block`. `look` comes from an input block: {inInput,
 * controlId, labelId, describedBy, invalid, dispatches}.
 */
export function drawElement(element, block, surface, look = {}) {
  if (element.type === "image") return picture(element, "accessory-image");
  const draw = /_?select$/.test(element.type) ? select : DRAW[element.type];
  if (!draw) return h("span", { class: "block-unknown" }, `This element cannot be shown: ${element.type}`);
  const field = surface.field(block, named(element), look.inInput ? look.dispatches : true);
  return draw(field, look);
}

/** The server names every element; this keeps a nameless one usable. */
function named(element) {
  return element.action_id ? element : { ...element, action_id: element.type };
}
