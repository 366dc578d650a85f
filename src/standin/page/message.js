// One message as a row: avatar, name, time, body, reactions, thread bar and the
// actions that appear beside it.

import { h, fragment } from "./dom.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { drawAttachments, drawFiles } from "./attachments.js";
import { icon } from "./icons.js";
import { mrkdwn, emojiNode, asPlain } from "./mrkdwn.js";
import { toolbar } from "./message-actions.js";
import { surfaceOf } from "./surface.js";
import { ago, fullMoment, timeOfDay } from "./time.js";
import { store, now, zone, instantOf, personName, dismiss } from "./store.js";
import { openThread } from "./load.js";

const QUIET = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "bot_add",
  "tombstone",
]);

/** Who wrote it: a user, or a bot under a name of its own. */
export function authorOf(message) {
  const id = message.user ?? (message.bot_id ? store.app.bot_user_id : undefined);
  const user = store.users.get(id) ?? { id, is_bot: Boolean(message.bot_id) };
  const isBot = Boolean(message.bot_id || user.is_bot || id === store.app.bot_user_id);
  return {
    user: { ...user, is_bot: isBot && id !== "USLACKBOT" },
    name: message.username ?? (id === store.app.bot_user_id && !store.users.has(id) ? store.app.name : personName(id)),
    isBot,
  };
}

/** The row. `grouped`: the one above is by the same author, a moment ago. */
export function drawMessage(message, channel, { grouped, inThread }) {
  const { user, name, isBot } = authorOf(message);
  const at = instantOf(message.ts);
  const quiet = QUIET.has(message.subtype);
  const time = timeOfDay(at, zone());
  return h(
    "div",
    {
      class: `message${grouped ? " is-grouped" : ""}${message.is_ephemeral ? " is-ephemeral" : ""}${quiet ? " is-quiet" : ""}`,
      role: "article",
      tabindex: "-1",
      "aria-label": `${name}, ${time}`,
      dataset: {
        ts: message.ts,
        channel,
        user: user.id,
        threadTs: message.thread_ts,
        ephemeral: message.is_ephemeral ? "true" : null,
        focusKey: `message/${message.ts}`,
      },
    },
    h("div", { class: "message-gutter" }, grouped ? stamp(at, "message-hover-time") : avatar(user)),
    h(
      "div",
      { class: "message-main" },
      message.is_ephemeral && onlyYou(message, channel),
      !grouped &&
        h(
          "div",
          { class: "message-head" },
          h("span", { class: "message-name" }, name),
          isBot && user.id !== "USLACKBOT" && h("span", { class: "badge" }, "APP"),
          external(user),
          stamp(at, "message-time"),
        ),
      body(message, channel),
      reactions(message),
      !inThread && threadBar(message, channel),
    ),
    toolbar(message, channel, inThread),
  );
}

function stamp(at, className) {
  const text = timeOfDay(at, zone());
  return h(
    "time",
    { class: className, datetime: at.toISOString(), title: fullMoment(at, zone()) },
    className === "message-hover-time" ? text.replace(/ [AP]M$/, "") : text,
  );
}

function external(user) {
  if (!user.external) return null;
  return h("span", { class: "badge is-external", title: "From another organisation" }, "EXTERNAL");
}

function onlyYou(message, channel) {
  return h(
    "div",
    { class: "message-note" },
    icon("eye", 15),
    h("span", {}, "Only visible to you"),
    h(
      "button",
      { class: "link", type: "button", dataset: { testid: "dismiss" }, onclick: () => dismiss(channel, message) },
      "Dismiss",
    ),
  );
}

function body(message, channel) {
  const surface = surfaceOf({ type: "message", channel, ts: message.ts }, "message");
  const main = h("div", { class: "message-body" });
  if (message.blocks?.length) main.append(drawBlocks(message.blocks, surface));
  else if (message.text)
    main.append(h("div", { class: `text${isOnlyEmoji(message.text) ? " is-jumbo" : ""}` }, mrkdwn(message.text)));
  main.append(fragment(drawAttachments(message.attachments, surface), drawFiles(message.files)));
  if (message.edited) editedMark(main, message);
  return main;
}

const isOnlyEmoji = (text) => /^(\s*:[a-z0-9_+'-]+:){1,12}\s*$/.test(text);

/** "(edited)" stands after the last words, as in Slack. */
function editedMark(main, message) {
  const mark = h(
    "span",
    { class: "edited", title: message.edited.ts ? fullMoment(instantOf(message.edited.ts), zone()) : null },
    " (edited)",
  );
  const last = main.lastElementChild;
  const words = last?.matches(".text")
    ? last
    : last?.matches(".block-section, .block-rich_text, .block-markdown")
      ? last.querySelector(".text")
      : null;
  (words && !last.querySelector(".section-with-accessory, .section-fields, .see-more")
    ? words.lastElementChild?.matches("p, .rich-section")
      ? words.lastElementChild
      : words
    : main
  ).append(mark);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "ul",
    { class: "reactions", "aria-label": "Reactions" },
    message.reactions.map(({ name, users, count }) => {
      const mine = users?.includes(store.user);
      const who = (users ?? []).map(personName).join(", ");
      return h(
        "li",
        {
          class: `reaction${mine ? " is-mine" : ""}`,
          title: `${who} reacted with :${name}:`,
          dataset: { reaction: name },
        },
        emojiNode(name) ?? `:${name}:`,
        h("span", {}, String(count ?? users?.length ?? 1)),
      );
    }),
  );
}

function threadBar(message, channel) {
  if (!message.reply_count) return null;
  const last = message.latest_reply && instantOf(message.latest_reply);
  return h(
    "button",
    {
      class: "thread-bar",
      type: "button",
      dataset: { testid: "thread-bar" },
      onclick: () => openThread(channel, message.ts),
    },
    h(
      "span",
      { class: "thread-faces" },
      [...new Set(message.reply_users)].slice(0, 4).map((id) => avatar(store.users.get(id) ?? { id }, 24)),
    ),
    h("span", { class: "thread-count" }, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    last && h("span", { class: "thread-last" }, `Last reply ${ago(last, now())}`),
    h("span", { class: "thread-view" }, "View thread"),
  );
}

/** The words of a message, for announcements and the clipboard. */
export function wordsOf(message) {
  return asPlain(message.text) || "a message";
}
