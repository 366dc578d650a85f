// The markdown block: headings, lists, tasks, tables, quotes, code, rules and
// inline marks of ordinary Markdown, plus Slack's mentions and emoji.

import { h, fragment } from "./dom.js";
import { mrkdwn, link, emojiNode } from "./mrkdwn.js";

/** Draws Markdown text. */
export function drawMarkdown(text) {
  return h("div", { class: "markdown text" }, blocksOf((text ?? "").replace(/\r\n?/g, "\n").split("\n")));
}

const FENCE = /^\s*(`{3,}|~{3,})\s*(\S*)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s*(?:>|&gt;) ?/;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function blocksOf(rows) {
  const out = fragment();
  let at = 0;
  while (at < rows.length) {
    if (!rows[at].trim()) {
      at += 1;
      continue;
    }
    const [node, next] = blockAt(rows, at);
    out.append(node);
    at = next;
  }
  return out;
}

/** The block that begins at this row, and the row after it. */
function blockAt(rows, at) {
  const row = rows[at];
  if (FENCE.test(row)) return code(rows, at);
  const heading = HEADING.exec(row);
  if (heading)
    return [
      h(`h${Math.min(heading[1].length + 2, 6)}`, { class: `md-heading is-${heading[1].length}` }, inline(heading[2])),
      at + 1,
    ];
  if (RULE.test(row)) return [h("hr", { class: "divider" }), at + 1];
  if (QUOTE.test(row)) return quote(rows, at);
  if (row.includes("|") && TABLE_LINE.test(rows[at + 1] ?? "") && (rows[at + 1] ?? "").includes("-"))
    return table(rows, at);
  if (ITEM.test(row)) return list(rows, at, indentOf(row));
  return paragraph(rows, at);
}

function code(rows, at) {
  const fence = FENCE.exec(rows[at])[1];
  let end = at + 1;
  while (end < rows.length && !rows[end].trim().startsWith(fence)) end += 1;
  return [h("pre", { class: "pre" }, rows.slice(at + 1, end).join("\n")), end + 1];
}

function quote(rows, at) {
  let end = at;
  while (end < rows.length && QUOTE.test(rows[end])) end += 1;
  return [h("blockquote", { class: "quote" }, blocksOf(rows.slice(at, end).map((row) => row.replace(QUOTE, "")))), end];
}

function paragraph(rows, at) {
  let end = at + 1;
  const goesOn = (row) =>
    row.trim() && !FENCE.test(row) && !HEADING.test(row) && !RULE.test(row) && !QUOTE.test(row) && !ITEM.test(row);
  while (end < rows.length && goesOn(rows[end])) end += 1;
  const lines = rows.slice(at, end).map((row) => row.trim());
  return [
    h(
      "p",
      { class: "md-paragraph" },
      lines.flatMap((line, index) => [index ? h("br") : null, inline(line)]),
    ),
    end,
  ];
}

const indentOf = (row) => /^\s*/.exec(row)[0].replace(/\t/g, "    ").length;

function list(rows, at, indent) {
  const first = ITEM.exec(rows[at]);
  const ordered = /\d/.test(first[2]);
  const node = h(ordered ? "ol" : "ul", { class: "list", ...(ordered && { start: Number.parseInt(first[2], 10) }) });
  let next = at;
  while (next < rows.length) {
    const item = ITEM.exec(rows[next]);
    if (item && indentOf(rows[next]) < indent) break;
    if (item && indentOf(rows[next]) > indent + 1 && node.lastChild) {
      const [inner, after] = list(rows, next, indentOf(rows[next]));
      node.lastChild.append(inner);
      next = after;
    } else if (item && /\d/.test(item[2]) === ordered) {
      node.append(listItem(item[3]));
      next += 1;
    } else if (!item && rows[next].trim() && indentOf(rows[next]) > indent && node.lastChild) {
      node.lastChild.append(h("br"), inline(rows[next].trim()));
      next += 1;
    } else break;
  }
  return [node, next];
}

function listItem(text) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!task) return h("li", {}, inline(text));
  const done = task[1] !== " ";
  return h(
    "li",
    { class: "md-task" },
    h("span", { role: "img", "aria-label": done ? "done" : "open" }, done ? "☑\uFE0E" : "☐"),
    " ",
    inline(task[2]),
  );
}

function cells(row) {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"));
}

function table(rows, at) {
  const head = cells(rows[at]);
  const aligns = cells(rows[at + 1]).map((mark) =>
    mark.endsWith(":") ? (mark.startsWith(":") ? "center" : "right") : "left",
  );
  let end = at + 2;
  while (end < rows.length && rows[end].includes("|")) end += 1;
  const cell = (tag, text, column) =>
    h(tag, { class: `cell is-${aligns[column] ?? "left"}`, ...(tag === "th" && { scope: "col" }) }, inline(text ?? ""));
  const body = rows.slice(at + 2, end).map((row) => {
    const values = cells(row);
    return h(
      "tr",
      {},
      head.map((_, column) => cell("td", values[column], column)),
    );
  });
  const drawn = h(
    "table",
    { class: "table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((text, column) => cell("th", text, column)),
      ),
    ),
    h("tbody", {}, body),
  );
  return [h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" }, drawn), end];
}

const INLINE =
  /\\([\\`*_{}[\]()#+\-.!~|<>])|(`+)([^`]|[^`].*?[^`])\2(?!`)|!?\[([^\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)|<([^<>\n]+)>|(\*\*|__)(?=\S)(.+?\S?)\7|(~~)(?=\S)(.+?)~~|(?<![\w*])\*(?=[^\s*])(.+?)(?<![\s*])\*(?!\*)|(?<![\w_])_(?=[^\s_])(.+?)(?<![\s_])_(?!\w)|:([a-z0-9_+'-]+):|(https?:\/\/[^\s<>()|]+[^\s<>()|.,;:!?'"])/g;

function inline(text) {
  const out = fragment();
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    out.append(text.slice(at, match.index), inlineNode(match));
    at = match.index + match[0].length;
  }
  out.append(text.slice(at));
  return out;
}

function inlineNode([whole, escaped, , codeText, label, url, angled, , bold, , strike, star, under, emoji, bare]) {
  if (escaped) return escaped;
  if (codeText !== undefined) return h("code", { class: "code" }, codeText.trim());
  if (url !== undefined) return link(url, label ? h("span", {}, inline(label)) : url);
  if (angled !== undefined) return mrkdwn(`<${angled}>`);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (strike !== undefined) return h("s", {}, inline(strike));
  if (star !== undefined || under !== undefined) return h("em", {}, inline(star ?? under));
  if (emoji !== undefined) return emojiNode(emoji) ?? whole;
  return link(bare, bare);
}
