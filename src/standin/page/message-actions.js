// The small toolbar beside a message: reply, and the menu with copy and the
// app's message shortcuts.

import { h } from "./dom.js";
import { api, CallError, refusal } from "./api.js";
import { icon } from "./icons.js";
import { asPlain } from "./mrkdwn.js";
import { menu } from "./overlay.js";
import { store, dismiss } from "./store.js";
import { showError, showNotice } from "./toast.js";
import { openThread } from "./load.js";

export function toolbar(message, channel, inThread) {
  const replies = !inThread && !message.is_ephemeral;
  return h(
    "div",
    { class: "message-tools", role: "toolbar", "aria-label": "Message actions" },
    replies && tool("reply", "Reply in thread", "reply", () => openThread(channel, message.thread_ts ?? message.ts)),
    tool(
      "more",
      "More actions",
      "message-menu",
      (event) =>
        menu(event.currentTarget, items(message, channel, replies), { label: "Message actions", align: "end" }),
      true,
    ),
  );
}

function tool(name, label, testid, run, opensMenu = false) {
  return h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": label,
      title: label,
      ...(opensMenu && { "aria-haspopup": "menu", "aria-expanded": "false" }),
      dataset: { testid },
      onclick: run,
    },
    icon(name, 18),
  );
}

function items(message, channel, replies) {
  return [
    replies && {
      label: "Reply in thread",
      icon: "reply",
      run: () => openThread(channel, message.thread_ts ?? message.ts),
    },
    { label: "Copy text", icon: "copy", run: () => copy(message) },
    message.is_ephemeral && { label: "Dismiss message", icon: "close", run: () => dismiss(channel, message) },
    ...shortcuts(message, channel),
  ].filter(Boolean);
}

function shortcuts(message, channel) {
  const known = message.is_ephemeral ? [] : (store.shortcuts.message ?? []);
  if (!known.length) return [];
  return [
    "-",
    { heading: store.app.name },
    ...known.map(({ callback_id, name }) => ({
      label: name,
      icon: "bolt",
      data: { callbackId: callback_id },
      run: () => runShortcut(callback_id, { channel, ts: message.ts }),
    })),
  ];
}

/** Runs a shortcut of the app, global or on a message. */
export async function runShortcut(callbackId, message) {
  try {
    const answer = await api.shortcut(callbackId, message);
    if (answer.ok === false) showError(refusal(answer));
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    showError(error.message);
  }
}

/** The items of the + menu. */
export function globalShortcutItems() {
  const known = store.shortcuts.global ?? [];
  if (!known.length) return [{ heading: "This app has no global shortcuts" }];
  return [
    { heading: store.app.name },
    ...known.map(({ callback_id, name }) => ({
      label: name,
      icon: "bolt",
      data: { callbackId: callback_id },
      run: () => runShortcut(callback_id),
    })),
  ];
}

async function copy(message) {
  try {
    await navigator.clipboard.writeText(asPlain(message.text));
    showNotice("Copied.");
  } catch {
    showError("The browser did not allow the copy.");
  }
}
