// The everyday blocks: section, header, divider, context, actions, input,
// image, video, file, alert.

import { h, fragment, uniqueId } from "./dom.js";
import { drawElement } from "./elements.js";
import { icon } from "./icons.js";
import { drawText, plainString, link } from "./mrkdwn.js";
import { picture, pictureUrl } from "./picture.js";

const LONG_TEXT = 700; // characters after which Slack folds a section
const LONG_LINES = 14;

export function section(block, surface) {
  const main = h("div", { class: "section-main" });
  if (block.text) main.append(sectionText(block));
  if (block.fields?.length) {
    main.append(
      h(
        "div",
        { class: "section-fields" },
        block.fields.map((field) => h("div", { class: "section-field text" }, drawText(field))),
      ),
    );
  }
  if (!block.accessory) return main;
  const accessory = h(
    "div",
    { class: `section-accessory is-${block.accessory.type}` },
    drawElement(block.accessory, block, surface),
  );
  return h("div", { class: "section-with-accessory" }, main, accessory);
}

function sectionText(block) {
  const text = h("div", { class: "text" }, drawText(block.text));
  const raw = block.text.text ?? "";
  const isLong = raw.length > LONG_TEXT || raw.split("\n").length > LONG_LINES;
  return isLong && !block.expand ? folded(text) : text;
}

/** A long text with "See more" under it. */
export function folded(text) {
  const id = uniqueId("folded");
  text.id = id;
  text.classList.add("is-folded");
  const toggle = h(
    "button",
    { class: "link see-more", type: "button", "aria-expanded": "false", "aria-controls": id },
    "See more",
  );
  toggle.addEventListener("click", () => {
    const open = text.classList.toggle("is-folded") === false;
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "See less" : "See more";
  });
  return fragment(text, toggle);
}

export function header(block) {
  return h("h3", { class: "header-block" }, plainString(block.text));
}

export function divider() {
  return h("hr", { class: "divider" });
}

export function context(block) {
  return h("div", { class: "context" }, (block.elements ?? []).map(contextElement));
}

function contextElement(element) {
  if (element.type === "image") return picture(element, "context-image");
  return h("span", { class: "context-text" }, drawText(element));
}

export function contextActions(block, surface) {
  return h(
    "div",
    { class: "context-actions" },
    (block.elements ?? []).map((element) => drawElement(element, block, surface)),
  );
}

export function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    (block.elements ?? []).map((element) => drawElement(element, block, surface)),
  );
}

export function image(block) {
  const figure = h("figure", { class: "image-block" });
  if (block.title) figure.append(h("figcaption", { class: "image-title" }, plainString(block.title)));
  const url = pictureUrl(block);
  const open = h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", class: "image-link" },
    picture(block, "image-picture"),
  );
  figure.append(open);
  return figure;
}

export function video(block) {
  const url = block.title_url ?? block.video_url;
  const meta = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "video" },
    meta && h("div", { class: "note" }, meta),
    h("div", { class: "video-title" }, icon("play", 16), link(url, plainString(block.title))),
    block.description && h("div", { class: "text" }, plainString(block.description)),
    block.thumbnail_url && picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "image-picture"),
  );
}

export function file(block) {
  return h("div", { class: "file-card" }, icon("file"), h("span", {}, block.external_id ?? "File"));
}

const LEVELS = {
  info: ["info", "Information"],
  success: ["success", "Success"],
  warning: ["warning", "Warning"],
  error: ["error", "Error"],
  default: ["info", "Notice"],
};

export function alert(block) {
  const level = LEVELS[block.level] ? block.level : "default";
  const [symbol, word] = LEVELS[level];
  return h(
    "div",
    { class: `alert is-${level}`, role: "note", "aria-label": word },
    icon(symbol, 20),
    h(
      "div",
      { class: "alert-text text" },
      drawText(typeof block.text === "string" ? { type: "mrkdwn", text: block.text } : block.text),
    ),
  );
}

/** A labelled input. Its error stands under the field and is read with it. */
export function input(block, surface) {
  const ids = {
    label: uniqueId("label"),
    hint: uniqueId("hint"),
    error: uniqueId("error"),
    control: uniqueId("control"),
  };
  const error = surface.errors[block.block_id];
  const described = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ");
  const isGroup = ["checkboxes", "radio_buttons", "datetimepicker", "feedback_buttons"].includes(block.element.type);
  const label = h(
    isGroup ? "div" : "label",
    { class: "input-label", id: ids.label, ...(!isGroup && { for: ids.control }) },
    plainString(block.label),
    block.optional && h("span", { class: "input-optional" }, " (optional)"),
  );
  const control = drawElement(block.element, block, surface, {
    inInput: true,
    controlId: ids.control,
    labelId: ids.label,
    describedBy: described || null,
    invalid: Boolean(error),
    dispatches: block.dispatch_action === true,
  });
  return h(
    "div",
    { class: `input${error ? " has-error" : ""}` },
    label,
    control,
    error &&
      h("div", { class: "input-error", id: ids.error, role: "alert" }, icon("warning", 16), h("span", {}, error)),
    block.hint && h("div", { class: "input-hint", id: ids.hint }, plainString(block.hint)),
  );
}
