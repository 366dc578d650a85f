// Blocks made of parts: card, carousel, container, plan and task_card.

import { h, uniqueId } from "./dom.js";
import { drawElement } from "./elements.js";
import { icon } from "./icons.js";
import { drawText, plainString, link } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { drawRichText } from "./blocks-rich-text.js";

const asText = (text) => (typeof text === "string" ? { type: "mrkdwn", text } : text);

export function card(block, surface) {
  return h(
    "article",
    { class: "card" },
    block.hero_image && picture(block.hero_image, "card-hero"),
    h(
      "div",
      { class: "card-head" },
      block.icon && picture(block.icon, "card-icon"),
      h(
        "div",
        {},
        block.title && h("div", { class: "card-title" }, drawText(asText(block.title))),
        block.subtitle && h("div", { class: "card-subtitle" }, drawText(asText(block.subtitle))),
      ),
    ),
    block.body && h("div", { class: "card-body text" }, drawText(asText(block.body))),
    block.subtext && h("div", { class: "note" }, drawText(asText(block.subtext))),
    block.actions?.length &&
      h(
        "div",
        { class: "actions" },
        block.actions.map((element) => drawElement(element, block, surface)),
      ),
  );
}

export function carousel(block, surface) {
  const track = h("div", { class: "carousel-track", tabindex: "0", role: "group", "aria-label": "Cards" });
  for (const [index, item] of (block.elements ?? []).entries()) {
    const inner = item.block_id ? item : { ...item, block_id: `${block.block_id}-${index}` };
    track.append(h("div", { class: "carousel-item", dataset: { blockId: inner.block_id } }, card(inner, surface)));
  }
  const turn = (by) => track.scrollBy({ left: by * track.clientWidth * 0.8, behavior: "smooth" });
  const button = (name, label, by) =>
    h("button", { class: "carousel-turn", type: "button", "aria-label": label, onclick: () => turn(by) }, icon(name));
  return h(
    "div",
    { class: "carousel" },
    track,
    h("div", { class: "carousel-turns" }, button("left", "Previous cards", -1), button("right", "Next cards", 1)),
  );
}

export function container(block, surface, drawBlocks) {
  const id = uniqueId("container");
  const body = h("div", { class: "container-body", id }, drawBlocks(block.child_blocks, surface));
  const title = h(
    "div",
    { class: "container-words" },
    h(
      "div",
      { class: "container-title" },
      block.rich_text_title ? drawRichText(block.rich_text_title) : plainString(block.title),
    ),
    block.subtitle && h("div", { class: "note" }, drawText(asText(block.subtitle))),
  );
  const head = h(
    "div",
    { class: "container-head" },
    block.icon && picture(block.icon, "card-icon"),
    title,
    block.is_collapsible && foldButton(body, id, block.default_collapsed),
  );
  return h(
    "section",
    { class: `container is-${block.width ?? "standard"}${block.has_header_divider ? " has-line" : ""}` },
    head,
    body,
  );
}

function foldButton(body, id, collapsed) {
  body.hidden = Boolean(collapsed);
  const button = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": "Show or hide",
      "aria-controls": id,
      "aria-expanded": String(!collapsed),
    },
    icon(collapsed ? "right" : "down", 16),
  );
  button.addEventListener("click", () => {
    body.hidden = !body.hidden;
    button.setAttribute("aria-expanded", String(!body.hidden));
    button.replaceChildren(icon(body.hidden ? "right" : "down", 16));
  });
  return button;
}

const STATUS = {
  pending: ["circle", "Not started"],
  in_progress: ["clock", "In progress"],
  complete: ["success", "Done"],
  error: ["error", "Failed"],
};

/** A plan: how far it is, then its tasks. */
export function plan(block, surface) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((task) => task.status === "complete").length;
  const title = plainString(block.title);
  return h(
    "section",
    { class: "plan", "aria-label": title },
    h(
      "div",
      { class: "plan-head" },
      h("div", { class: "plan-title" }, title),
      h("div", { class: "note" }, `${done} of ${tasks.length} done`),
    ),
    h(
      "div",
      {
        class: "plan-bar",
        role: "progressbar",
        "aria-label": "Progress",
        "aria-valuemin": 0,
        "aria-valuemax": tasks.length,
        "aria-valuenow": done,
      },
      tasks.map((task) => h("span", { class: `plan-step is-${task.status ?? "pending"}` })),
    ),
    h(
      "ol",
      { class: "plan-tasks" },
      tasks.map((task) => h("li", {}, taskCard(task, surface))),
    ),
  );
}

export function taskCard(task) {
  const status = STATUS[task.status] ? task.status : "pending";
  const [symbol, word] = STATUS[status];
  return h(
    "div",
    { class: `task is-${status}`, dataset: { taskId: task.task_id } },
    h(
      "div",
      { class: "task-head" },
      h("span", { class: "task-status", role: "img", "aria-label": word, title: word }, icon(symbol, 18)),
      !task.hide_title && h("span", { class: "task-title" }, plainString(task.title)),
    ),
    task.details && h("div", { class: "task-part" }, rich(task.details)),
    task.output && h("div", { class: "task-part" }, rich(task.output)),
    task.sources?.length &&
      h(
        "div",
        { class: "task-sources" },
        task.sources.map((source) =>
          h("span", { class: "task-source" }, icon("external", 14), link(source.url, source.text ?? source.url)),
        ),
      ),
  );
}

function rich(content) {
  return content.type === "rich_text" || content.elements ? drawRichText(content) : drawText(asText(content));
}
