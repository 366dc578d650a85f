// Modals: the stack of views, the form of the topmost, what is checked before it
// is sent, errors under their fields.

import { h, replaceChildren, rememberFocus, uniqueId } from "./dom.js";
import { api, CallError, refusal } from "./api.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { icon } from "./icons.js";
import { missing } from "./modal-check.js";
import { plainString } from "./mrkdwn.js";
import { openLayer, focusable } from "./overlay.js";
import { store, listen, tell } from "./store.js";
import { forgetSurface, surfaceOf } from "./surface.js";

/** A view of the stream or of an answer: replaces, is pushed, or begins a stack. */
export function takeView(view) {
  if (view.type === "home" || leaving.has(view.id)) return;
  const { views } = store;
  const at = views.findIndex(({ id }) => id === view.id);
  const below = views.findIndex(({ id }) => id === view.previous_view_id);
  if (at >= 0) views.splice(at, views.length, view);
  else if (below >= 0) views.splice(below + 1, views.length, view);
  else views.splice(0, views.length, view);
  tell("views");
}

/** Views were closed, with those above them; without ids all were. */
export function dropViews(ids) {
  const { views } = store;
  const at = ids ? views.findIndex(({ id }) => ids.includes(id)) : 0;
  if (at < 0 || !views.length) return;
  for (const view of views.splice(at)) forgetSurface(view.id);
  tell("views");
}

const leaving = new Set(); // views that the person has closed and the server may still name
let open = null; // {opened, dialog, viewId, errors, banner, sending}

export function mountModals() {
  listen("views", draw);
}

function draw() {
  const view = store.views.at(-1);
  if (!view) {
    open?.opened.close();
    open = null;
    return;
  }
  const fresh = open?.viewId !== view.id;
  open ??= start();
  if (fresh) Object.assign(open, { viewId: view.id, errors: {}, banner: null, sending: false });
  const top = fresh ? 0 : (open.dialog.querySelector(".dialog-body")?.scrollTop ?? 0);
  const refocus = fresh ? null : rememberFocus(open.dialog);
  fill(view);
  open.dialog.querySelector(".dialog-body").scrollTop = top;
  refocus?.();
  if (!open.dialog.contains(document.activeElement)) focusFirst(view);
}

function start() {
  const titleId = uniqueId("modal");
  const form = h("form", { class: "modal-form", novalidate: true });
  const dialog = h(
    "div",
    {
      class: "dialog modal",
      role: "dialog",
      "aria-modal": "true",
      "aria-labelledby": titleId,
      tabindex: "-1",
      dataset: { testid: "modal" },
    },
    form,
  );
  const opened = openLayer(dialog, { onEscape: () => back() });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit();
  });
  return { opened, dialog, form, titleId };
}

function fill(view) {
  open.surface = surfaceOf({ type: "view", view_id: view.id }, "modal");
  open.surface.errors = open.errors;
  open.dialog.dataset.callbackId = view.callback_id ?? "";
  open.dialog.dataset.viewId = view.id;
  replaceChildren(
    open.form,
    head(view),
    h(
      "div",
      { class: "dialog-body", tabindex: "-1" },
      open.banner && h("div", { class: "banner is-error", role: "alert" }, icon("warning", 18), open.banner),
      drawBlocks(view.blocks, open.surface),
    ),
    foot(view),
  );
}

function head(view) {
  const pushed = 1 < store.views.length;
  return h(
    "header",
    { class: "dialog-head" },
    pushed &&
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": "Back",
          dataset: { testid: "modal-back" },
          onclick: back,
        },
        icon("back"),
      ),
    avatar({ id: store.app.bot_user_id, is_bot: true }, 28),
    h("h2", { class: "dialog-title", id: open.titleId }, plainString(view.title)),
    h(
      "button",
      {
        class: "icon-button",
        type: "button",
        "aria-label": "Close",
        dataset: { testid: "modal-close" },
        onclick: closeAll,
      },
      icon("close"),
    ),
  );
}

function foot(view) {
  const submits = view.submit || view.blocks?.some(({ type }) => type === "input");
  const send = h(
    "button",
    {
      class: `button is-primary${open.sending ? " is-busy" : ""}`,
      type: "submit",
      disabled: open.sending,
      dataset: { testid: "modal-submit" },
    },
    h("span", { class: "button-label" }, plainString(view.submit) || "Submit"),
  );
  return h(
    "footer",
    { class: "dialog-foot" },
    h(
      "button",
      { class: "button", type: "button", dataset: { testid: "modal-cancel" }, onclick: back },
      plainString(view.close) || (submits ? "Cancel" : "Close"),
    ),
    submits && send,
  );
}

function focusFirst(view) {
  const wanted = view.blocks?.find((block) => block.element?.focus_on_load)?.block_id;
  const body = open.dialog.querySelector(".dialog-body");
  const scope = wanted ? (body.querySelector(`[data-block-id="${CSS.escape(wanted)}"]`) ?? body) : body;
  const first = focusable(scope).find((node) => node.matches("input, textarea")) ?? focusable(open.dialog)[0];
  (first ?? open.dialog).focus({ preventScroll: true });
}

/** Closes the topmost view; the one below comes back. */
function back() {
  const view = store.views.at(-1);
  if (!view || open?.sending) return;
  dropViews([view.id]);
  tellClosed([view.id], false);
}

function closeAll() {
  const ids = store.views.map(({ id }) => id).reverse();
  dropViews();
  tellClosed(ids, 1 < ids.length);
}

/** Tells the server, topmost first. The views are gone here either way. */
async function tellClosed(ids, clear) {
  for (const id of ids) leaving.add(id);
  for (const id of ids) await api.close(id, clear).catch(() => null);
}

async function submit() {
  const view = store.views.at(-1);
  if (!view || open.sending) return;
  const errors = missing(view, open.surface.state().values);
  if (Object.keys(errors).length) return showErrors(errors);
  Object.assign(open, { sending: true, errors: {}, banner: null });
  draw();
  const answer = await send(view);
  if (!open || open.viewId !== view.id) return; // the stream was faster
  open.sending = false;
  if (answer.errors) showErrors(answer.errors);
  else if (answer.trouble) showBanner(answer.trouble);
  else taken(view, answer);
}

async function send(view) {
  try {
    const answer = await api.submit(view.id, open.surface.state());
    const hasErrors = answer.errors && Object.keys(answer.errors).length;
    if (hasErrors) return { errors: answer.errors };
    return answer.ok === false ? { trouble: refusal(answer) } : answer;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { trouble: error.message };
  }
}

function taken(view, answer) {
  if (answer.view) takeView(answer.view);
  else if (answer.closed) dropViews([view.id]);
  if (open?.viewId === view.id) draw();
}

function showBanner(detail) {
  open.banner = h(
    "span",
    {},
    "We had some trouble connecting. Try again?",
    h("span", { class: "banner-detail" }, detail),
  );
  draw();
  open.dialog.querySelector(".dialog-body").scrollTop = 0;
}

function showErrors(errors) {
  const blocks = new Set(store.views.at(-1).blocks.map(({ block_id }) => block_id));
  const stray = Object.entries(errors)
    .filter(([id]) => !blocks.has(id))
    .map(([, text]) => text);
  Object.assign(open, { errors, banner: stray.length ? h("span", {}, stray.join(" ")) : null });
  draw();
  const first = open.dialog.querySelector(".input.has-error");
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector("input, textarea, button")?.focus();
}
