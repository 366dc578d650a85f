// Slack's mrkdwn and plain_text as DOM nodes. Text of messages becomes text
// nodes only; links keep to http, https and mailto.

import { h, fragment } from "./dom.js";
import { emojiOf, withEmoji } from "./emoji.js";
import { store, me, now, zone, personName } from "./store.js";
import { template, fullMoment } from "./time.js";

/** Undoes Slack's three entities. */
export function decode(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** The text of a text object as a plain string: labels, options, titles. */
export function plainString(text) {
  if (!text) return "";
  if (typeof text === "string") return withEmoji(text);
  return text.emoji === false ? decode(text.text) : withEmoji(decode(text.text));
}

/** Draws a text object of either type. */
export function drawText(text) {
  if (!text) return fragment();
  if (text.type === "mrkdwn") return mrkdwn(text.text, { verbatim: text.verbatim });
  return lines(plainString(text));
}

function lines(text) {
  return fragment(text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])));
}

/** Draws mrkdwn. `verbatim` switches off links and mentions in bare text, as in Slack. */
export function mrkdwn(text, options = {}) {
  const out = fragment();
  const pieces = (text ?? "").split(/```/);
  const fenced = pieces.length % 2 ? pieces.length : pieces.length - 1;
  pieces.forEach((piece, index) => {
    const isCode = index % 2 === 1 && index < fenced;
    if (isCode) out.append(h("pre", { class: "pre" }, codeText(piece.replace(/^\n|\n$/g, ""))));
    else drawFlow(out, index % 2 ? `\`\`\`${piece}` : trimAround(piece, index, pieces.length), options);
  });
  return out;
}

/** The line breaks next to a ``` block are part of the block. */
function trimAround(piece, index, count) {
  let text = piece;
  if (index > 0) text = text.replace(/^\n/, "");
  if (index < count - 1) text = text.replace(/\n$/, "");
  return text;
}

function drawFlow(out, text, options) {
  if (!text) return;
  const rows = text.split("\n");
  let pending = [];
  const flush = () => {
    if (pending.length) out.append(inlineLines(pending, options));
    pending = [];
  };
  for (let i = 0; i < rows.length; i += 1) {
    if (!isQuote(rows[i])) {
      pending.push(rows[i]);
      continue;
    }
    flush();
    const quoted = takeQuote(rows, i);
    out.append(h("blockquote", { class: "quote" }, inlineLines(quoted, options)));
    i += quoted.length - 1;
  }
  flush();
}

const isQuote = (line) => /^(&gt;|>)/.test(line);

function takeQuote(rows, from) {
  if (/^(&gt;|>){3}/.test(rows[from])) {
    return [rows[from].replace(/^(&gt;|>){3} ?/, ""), ...rows.slice(from + 1)];
  }
  const quoted = [];
  for (let i = from; i < rows.length && isQuote(rows[i]); i += 1) quoted.push(rows[i].replace(/^(&gt;|>) ?/, ""));
  return quoted;
}

function inlineLines(rows, options) {
  return fragment(rows.flatMap((row, index) => [index ? h("br") : null, inline(row, options)]));
}

const TOKEN =
  /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?|\bhttps?:\/\/[^\s<>|]+|@(?:here|channel|everyone)\b|[*_~]/g;
const STYLES = { "*": "strong", _: "em", "~": "s" };

/** One line: spans, links, mentions, emoji. */
function inline(text, options) {
  const out = fragment();
  let at = 0;
  const scan = new RegExp(TOKEN);
  for (let match = scan.exec(text); match; match = scan.exec(text)) {
    const end = STYLES[match[0]] ? closing(text, match.index) : 0;
    const node = STYLES[match[0]]
      ? end && h(STYLES[match[0]], {}, inline(text.slice(match.index + 1, end), options))
      : token(match, options);
    if (!node) continue;
    out.append(decode(text.slice(at, match.index)), node);
    at = end ? end + 1 : match.index + match[0].length;
    scan.lastIndex = at;
  }
  out.append(decode(text.slice(at)));
  return out;
}

const WORD = /[\p{L}\p{N}]/u;

/** Index of the mark that closes the one at `from`; 0 when it is only a character. */
function closing(text, from) {
  const mark = text[from];
  if (from > 0 && WORD.test(text[from - 1])) return 0;
  if (!text[from + 1] || /\s/.test(text[from + 1]) || text[from + 1] === mark) return 0;
  for (let i = from + 1; i < text.length; i += 1) {
    const skip = { "<": ">", "`": "`" }[text[i]];
    if (skip) {
      const past = text.indexOf(skip, i + 1);
      if (past > 0) i = past;
      continue;
    }
    if (text[i] === mark && i > from + 1 && !/\s/.test(text[i - 1]) && !WORD.test(text[i + 1] ?? " ")) return i;
  }
  return 0;
}

function token(match, { verbatim }) {
  const [whole, angled, code, emoji] = match;
  if (angled !== undefined) return angle(angled);
  if (code !== undefined) return h("code", { class: "code" }, codeText(code));
  if (emoji !== undefined) return emojiNode(emoji);
  if (verbatim) return null;
  if (whole.startsWith("@")) return broadcast(whole.slice(1));
  const url = whole.replace(/[.,;:!?)'"*_~]+$/, "");
  return fragment(link(decode(url), decode(url)), decode(whole.slice(url.length)));
}

function codeText(text) {
  return decode(text).replace(/<(https?:[^|>\n]+)(?:\|([^>\n]+))?>/g, (_, url, label) => label ?? url);
}

/** An emoji, or null when the name is not known. */
export function emojiNode(name, unicode) {
  const character = unicode ? fromCodePoints(unicode) : emojiOf(name);
  return character
    ? h("span", { class: "emoji", role: "img", "aria-label": name.replace(/_/g, " "), title: `:${name}:` }, character)
    : null;
}

function fromCodePoints(unicode) {
  const points = unicode.split("-").map((hex) => Number.parseInt(hex, 16));
  return points.every((point) => point > 0 && point < 0x110000) ? String.fromCodePoint(...points) : null;
}

function angle(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : inner.slice(bar + 1);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(decode(target), decode(label ?? target.replace(/^mailto:/, "")));
}

function special(target, label) {
  if (target.startsWith("subteam^")) return usergroup(target.slice(8), label);
  if (target.startsWith("date^")) return dateToken(target.slice(5), label);
  if (["here", "channel", "everyone"].includes(target)) return broadcast(target);
  return document.createTextNode(label ? decode(label) : `<${target}>`);
}

function dateToken(target, fallback) {
  const [unix, format, url] = target.split("^");
  return dateNode({
    timestamp: Number(unix),
    format: decode(format ?? ""),
    url: url && decode(url),
    fallback: fallback && decode(fallback),
  });
}

/** A moment in the acting person's zone. */
export function dateNode({ timestamp, format, url, fallback }) {
  const date = new Date(timestamp * 1000);
  if (Number.isNaN(date.getTime())) return document.createTextNode(fallback ?? "");
  const text = template(format || "{date_short_pretty} at {time}", date, now(), zone());
  const body = h("time", { datetime: date.toISOString(), title: fullMoment(date, zone()) }, text);
  return url ? link(url, body) : body;
}

/** A link that opens apart; other schemes than web and mail stay text. */
export function link(url, label) {
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return typeof label === "string" ? document.createTextNode(label) : label;
  return h(
    "a",
    { class: "link", href: url, target: "_blank", rel: "noopener noreferrer" },
    typeof label === "string" ? withEmoji(label) : label,
  );
}

/** `@Name`, marked when it is the acting person. */
export function mention(id, label) {
  const known = store.users.has(id);
  const name = known ? personName(id) : (label ?? id);
  return h(
    "span",
    { class: `mention${id === me().id ? " is-me" : ""}`, dataset: { user: id } },
    `@${name.replace(/^@/, "")}`,
  );
}

export function channelLink(id, label) {
  const channel = store.channels.get(id);
  if (!channel)
    return h("span", { class: "mention", dataset: { channelRef: id } }, label ? `#${label}` : "🔒 private channel");
  return h("button", { class: "mention is-link", type: "button", dataset: { goto: id } }, `#${channel.name}`);
}

export function usergroup(id, label) {
  const handle = store.usergroups.get(id)?.handle ?? label?.replace(/^@/, "") ?? "group";
  return h("span", { class: "mention" }, `@${handle}`);
}

export function broadcast(range) {
  return h("span", { class: "mention is-me" }, `@${range}`);
}

/** One line without markup, for announcements and previews. */
export function asPlain(text) {
  const node = h("div", {}, mrkdwn(text ?? ""));
  return node.textContent.replace(/\s+/g, " ").trim();
}
