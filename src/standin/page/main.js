// Starts the page: who and where from the address, the first state, the parts,
// the stream of changes.

import { h, replaceChildren } from "./dom.js";
import { api } from "./api.js";
import { channelView, threadPane } from "./channel-view.js";
import { clockBar } from "./clock.js";
import { attempt, loadState, openChannel, readAddress } from "./load.js";
import { mountModals } from "./modal.js";
import { personSwitcher } from "./people.js";
import { rail, sidebar } from "./sidebar.js";
import { startStream } from "./stream.js";
import { store, tell, recallDismissed, isAppChannel } from "./store.js";
import { applyTheme } from "./theme.js";

const app = document.getElementById("app");

function layout() {
  const closeDrawer = () => app.classList.remove("is-drawer-open");
  const lost = h("div", { class: "lost", role: "status", hidden: true }, "The connection is lost. Trying again…");
  const parts = [
    h("header", { class: "top" }, clockBar(), personSwitcher()),
    lost,
    h(
      "div",
      { class: "frame" },
      rail(),
      sidebar({ onPick: closeDrawer }),
      h("div", { class: "scrim", onclick: closeDrawer }),
      channelView({ onMenu: () => toggleDrawer() }),
      threadPane(),
    ),
  ];
  replaceChildren(app, parts);
  app.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawer();
    else if (event.key === "F6") nextRegion(event);
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-goto]");
    if (target) openChannel(target.dataset.goto);
  });
  return lost;
}

const REGIONS = [
  [".top", ["button:not(:disabled)"]],
  [".sidebar", [".channel.is-active"]],
  [".main .head", [".tab.is-active", ".members"]],
  [".main-body", ["[data-testid=message-box]", "button"]],
  [".thread", ["textarea"]],
];

/** F6 goes from region to region, Shift+F6 back, as in Slack: a long conversation has many stops for Tab. */
function nextRegion(event) {
  event.preventDefault();
  const regions = REGIONS.map(([name, stops]) => {
    const region = app.querySelector(name);
    return { region, stop: stops.map((stop) => region?.querySelector(stop)).find(Boolean) };
  }).filter(({ stop }) => stop?.checkVisibility({ visibilityProperty: true }));
  const at = regions.findIndex(({ region }) => region.contains(document.activeElement));
  const next = event.shiftKey ? Math.max(at, 0) - 1 : at + 1;
  regions.at(next % regions.length)?.stop.focus();
}

function toggleDrawer() {
  if (app.classList.toggle("is-drawer-open")) app.querySelector(".channel.is-active, .channel")?.focus();
}

function firstChannel(wanted) {
  if (store.channels.has(wanted)) return wanted;
  const all = [...store.channels.values()].filter((channel) => !channel.is_archived);
  return (all.find((channel) => !channel.is_im) ?? all.find(isAppChannel) ?? all[0])?.id;
}

/** The state of the person of the address, or of the first there is. */
async function loadSomeone() {
  const state = await loadState();
  if (!state || store.users.has(store.user)) return state;
  const first = [...store.users.values()].find((user) => !user.is_bot && !user.deleted && !user.external);
  store.user = first?.id ?? null;
  return first ? loadState() : undefined;
}

function failed() {
  replaceChildren(
    app,
    h(
      "div",
      { class: "app-loading" },
      h("p", {}, "The workspace could not be opened. Is the local Slack running?"),
      h("button", { class: "button is-primary", type: "button", onclick: () => location.reload() }, "Try again"),
    ),
  );
}

async function start() {
  applyTheme();
  const address = readAddress();
  store.user = address.user;
  if (!(await loadSomeone())) return failed();
  recallDismissed();
  store.shortcuts = (await attempt(api.shortcuts)) ?? store.shortcuts;
  const lost = layout();
  mountModals();
  tell("state");
  tell("clock");
  app.removeAttribute("aria-busy");
  startStream({ onLost: () => (lost.hidden = false), onFound: () => (lost.hidden = true) });
  await openChannel(firstChannel(address.channel), {
    tab: address.tab ?? undefined,
    thread: address.thread ?? undefined,
  });
}

start();
