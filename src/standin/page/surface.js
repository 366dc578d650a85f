// A surface is where blocks are drawn and answered: one message, one modal, the
// App Home. It keeps what the person has entered (by block_id and action_id, as
// Slack's `state.values`) and sends actions to the bot.

import { api, CallError, refusal } from "./api.js";
import { drawText, plainString } from "./mrkdwn.js";
import { ask } from "./overlay.js";
import { showError } from "./toast.js";

const kept = new Map();

/** The surface of a container; the same values come back after a redraw. */
export function surfaceOf(container, kind) {
  const key = container.view_id ?? `${container.channel}/${container.ts}`;
  if (!kept.has(key)) kept.set(key, new Map());
  return new Surface(container, kind, kept.get(key));
}

/** Forgets what was entered in a view that is closed. */
export function forgetSurface(viewId) {
  kept.delete(viewId);
}

class Surface {
  constructor(container, kind, values) {
    this.container = container;
    this.kind = kind; // message, modal or home
    this.values = values; // `block/action` -> state entry
    this.live = new Set(); // keys drawn at present
    this.errors = {};
  }

  /** The handle of one element: its state, its confirm dialog, its action. */
  field(block, element, dispatches) {
    const key = `${block.block_id}\n${element.action_id}`;
    return {
      surface: this,
      block,
      element,
      dispatches,
      start: (initial) => this.start(key, element, initial),
      get: () => this.values.get(key),
      set: (state) => this.values.set(key, { type: element.type, ...state }),
      commit: (node, extra) => this.commit(block, element, node, extra ?? this.values.get(key)),
      options: (value) => this.options(block, element, value),
    };
  }

  start(key, element, initial) {
    this.live.add(key);
    if (!this.values.has(key)) this.values.set(key, { type: element.type, ...initial });
    return this.values.get(key);
  }

  /** Slack's `state`: what is drawn now, not what earlier versions held. */
  state() {
    const values = {};
    for (const key of this.live) {
      const [block, action] = key.split("\n");
      values[block] ??= {};
      values[block][action] = this.values.get(key);
    }
    return { values };
  }

  /** Asks first where the element says so; true when the action went out and was taken. */
  async commit(block, element, node, payload) {
    if (element.confirm && !(await confirmed(element.confirm))) return false;
    const action = { ...payload, type: element.type, action_id: element.action_id, block_id: block.block_id };
    return busy(node, () => this.send(action));
  }

  async send(action) {
    try {
      const answer = await api.act(this.container, action, this.state());
      if (!answer.ok) showError(`The app did not take this: ${refusal(answer)}`);
      return answer.ok;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      showError(error.message);
      return false;
    }
  }

  options(block, element, value) {
    return api.options(this.container, { action_id: element.action_id, block_id: block.block_id, value });
  }
}

/** Marks `node` as busy while `work` runs. */
export async function busy(node, work) {
  node.classList.add("is-busy");
  node.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    node.classList.remove("is-busy");
    node.removeAttribute("aria-busy");
  }
}

function confirmed(confirm) {
  return ask({
    title: plainString(confirm.title) || "Are you sure?",
    body: drawText(confirm.text),
    confirm: plainString(confirm.confirm) || "Yes",
    deny: plainString(confirm.deny) || "Cancel",
    danger: confirm.style === "danger",
  });
}
