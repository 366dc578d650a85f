// Speaks with the local Slack: JSON over fetch, and the stream of changes with
// its own reconnecting. Every call acts for the person of the page.

import { store } from "./store.js";

/** A refusal or a failed call; `message` can be shown. */
export class CallError extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new CallError("The local Slack does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new CallError(errorText(body) ?? `The local Slack answered ${response.status}.`);
  }
  return body;
}

function errorText(body) {
  if (!body?.error) return null;
  const name = typeof body.error === "string" ? body.error : JSON.stringify(body.error);
  return body.detail ? `${name}: ${typeof body.detail === "string" ? body.detail : JSON.stringify(body.detail)}` : name;
}

/** Text of an `{ok: false}` answer. */
export function refusal(body) {
  return errorText(body) ?? "Something went wrong.";
}

function get(path, query = {}) {
  const search = new URLSearchParams({ user: store.user ?? "" });
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, value);
  }
  return call(`${path}?${search}`, { headers: { accept: "application/json" } });
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: store.user, ...body }),
  });
}

export const api = {
  state: () => get("/ui/state"),
  messages: (channel, thread_ts) => get("/ui/messages", { channel, thread_ts }),
  shortcuts: () => get("/ui/shortcuts"),
  options: (container, query) => get("/ui/options", { ...flat(container), ...query }),
  say: (channel, text, thread_ts) => post("/ui/say", { channel, text, thread_ts }),
  act: (container, action, state) => post("/ui/act", { container, action, state }),
  submit: (view_id, state) => post("/ui/submit", { view_id, state }),
  close: (view_id, clear) => post("/ui/close", { view_id, ...(clear && { clear: true }) }),
  home: () => post("/ui/home", {}),
  openPane: (beside) => post("/ui/pane", { beside }),
  prompts: () => get("/ui/pane"),
  shortcut: (callback_id, message) => post("/ui/shortcut", { callback_id, ...message }),
  read: (channel) => post("/ui/read", { channel }),
  clock: (to) => post("/ui/clock", { to }),
};

function flat({ channel, ts, view_id }) {
  return view_id ? { view_id } : { channel, ts };
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/**
 * Follows the changes for the acting person. `onEvent` gets each; `onOpen(again)`
 * runs at every connection, `again` after a gap in which events may be missing.
 */
export function follow({ onEvent, onOpen, onLost }) {
  let wait = FIRST_WAIT_MS;
  let source = null;
  let opened = false;
  const connect = () => {
    source = new EventSource(`/ui/stream?${new URLSearchParams({ user: store.user })}`);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onOpen(opened);
      opened = true;
    };
    source.onmessage = ({ data }) => deliver(data, onEvent);
    source.onerror = () => {
      source.close();
      onLost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };
  connect();
}

function deliver(data, onEvent) {
  let event;
  try {
    event = JSON.parse(data);
  } catch {
    return; // not ours: a comment or a half line
  }
  onEvent(event);
}
