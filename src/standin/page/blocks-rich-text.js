// The rich_text block: sections, lists, quotes and preformatted text, whose
// texts are literal: no markup and no entities.

import { h, fragment } from "./dom.js";
import { mention, channelLink, usergroup, broadcast, dateNode, link, emojiNode } from "./mrkdwn.js";

/** Draws a rich_text block (also as a table cell). */
export function drawRichText(block) {
  return h("div", { class: "rich-text text" }, groups(block.elements ?? []));
}

/** Lists that follow each other are one list with levels. */
function groups(elements) {
  const out = [];
  for (let i = 0; i < elements.length; i += 1) {
    if (elements[i].type !== "rich_text_list") {
      out.push(drawGroup(elements[i]));
      continue;
    }
    const run = [];
    while (elements[i]?.type === "rich_text_list") run.push(elements[i++]);
    i -= 1;
    out.push(...lists(run));
  }
  return out;
}

function drawGroup(group) {
  const draw = {
    rich_text_section: () => h("div", { class: "rich-section" }, inlines(group.elements)),
    rich_text_quote: () => h("blockquote", { class: "quote" }, inlines(group.elements)),
    rich_text_preformatted: () =>
      h("pre", { class: `pre${group.border ? " has-border" : ""}` }, inlines(group.elements)),
  }[group.type];
  return draw ? draw() : h("p", { class: "block-unknown" }, `This text cannot be shown: ${group.type}`);
}

const ORDERED = ["1", "a", "i"];
const BULLETS = ["disc", "circle", "square"];

function lists(run) {
  const counts = [];
  return run.map((list) => {
    const indent = list.indent ?? 0;
    const ordered = list.style === "ordered";
    counts.length = indent + 1;
    const before = counts[indent]?.style === list.style ? counts[indent].n : 0;
    const start = (list.offset ?? 0) + 1 + before;
    counts[indent] = { style: list.style, n: before + list.elements.length };
    const items = list.elements.map((section) => h("li", {}, inlines(section.elements)));
    const props = ordered ? { type: ORDERED[indent % 3], start } : {};
    return h(
      ordered ? "ol" : "ul",
      {
        class: `list${list.border ? " has-border" : ""}`,
        style: { marginLeft: `${indent * 28}px`, ...(!ordered && { listStyleType: BULLETS[indent % 3] }) },
        ...props,
      },
      items,
    );
  });
}

function inlines(elements) {
  return fragment((elements ?? []).map((element) => styled(inlineNode(element), element.style)));
}

function inlineNode(element) {
  const draw = {
    text: () => withBreaks(element.text ?? ""),
    link: () => link(element.url, element.text || element.url),
    user: () => mention(element.user_id),
    channel: () => channelLink(element.channel_id),
    usergroup: () => usergroup(element.usergroup_id),
    broadcast: () => broadcast(element.range),
    emoji: () => emojiNode(element.name, element.unicode) ?? document.createTextNode(`:${element.name}:`),
    date: () => dateNode(element),
    color: () => color(element.value),
    team: () => document.createTextNode(element.team_id),
  }[element.type];
  return draw ? draw() : document.createTextNode(element.text ?? "");
}

function withBreaks(text) {
  return fragment(text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])));
}

function color(value) {
  const known = /^#[0-9a-f]{6}$/i.test(value ?? "");
  return h(
    "span",
    { class: "color" },
    value,
    known && h("span", { class: "color-swatch", style: { background: value } }),
  );
}

function styled(node, style) {
  let out = node;
  if (style?.code) out = h("code", { class: "code" }, out);
  if (style?.bold) out = h("strong", {}, out);
  if (style?.italic) out = h("em", {}, out);
  if (style?.strike) out = h("s", {}, out);
  if (style?.underline) out = h("u", {}, out);
  return out;
}
