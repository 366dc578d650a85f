// The table block, and the cells that it shares with the data table.

import { h } from "./dom.js";
import { drawElement } from "./elements.js";
import { drawRichText } from "./blocks-rich-text.js";
import { plainString } from "./mrkdwn.js";

/** A table: the first row is the head, columns may be aligned and wrapped. */
export function drawTable(block, surface) {
  const [head, ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const cell = (tag, value, column) => h(tag, cellProps(tag, settings[column], value), drawCell(value, block, surface));
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      { class: "table" },
      head &&
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((value, column) => cell("th", value, column)),
          ),
        ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((value, column) => cell("td", value, column)),
          ),
        ),
      ),
    ),
  );
}

function cellProps(tag, setting, value) {
  const align = setting?.align ?? (value?.type === "raw_number" ? "right" : "left");
  return {
    class: `cell is-${align}${setting?.is_wrapped ? " is-wrapped" : ""}`,
    ...(tag === "th" && { scope: "col" }),
  };
}

/** The content of one cell. */
export function drawCell(value, block, surface) {
  if (!value) return "";
  const draw = {
    raw_text: () => value.text ?? "",
    raw_number: () => cellText(value),
    rich_text: () => drawRichText(value),
    action_cell: () => drawElement(value.element, block, surface),
    button: () => drawElement(value, block, surface),
  }[value.type];
  return draw ? draw() : cellText(value.fallback);
}

/** The words of a cell, to sort and filter by. */
export function cellText(value) {
  if (!value) return "";
  if (value.type === "raw_number") return value.text ?? String(value.value ?? value.number ?? "");
  if (value.type === "rich_text") return richWords(value).join("").trim();
  if (value.type === "action_cell") return value.fallback ? cellText(value.fallback) : plainString(value.element?.text);
  return typeof value.text === "string" ? value.text : plainString(value.text);
}

function richWords(node) {
  if (node.type === "emoji") return [`:${node.name}:`];
  if (typeof node.text === "string") return [node.text];
  if (node.url) return [node.url];
  return (node.elements ?? []).flatMap(richWords);
}
