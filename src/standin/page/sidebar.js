// The workspace rail and the sidebar: channels, direct messages, the app, each
// with its unread badge. On a phone the sidebar is a drawer.

import { h, replaceChildren } from "./dom.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { openChannel } from "./load.js";
import { globalShortcutItems } from "./message-actions.js";
import { menu } from "./overlay.js";
import { store, listen, channelName, counterpart, isAppChannel } from "./store.js";
import { currentTheme, nextTheme } from "./theme.js";
import { announce } from "./toast.js";

let shown = "all"; // or "direct"

export function rail() {
  const root = h("nav", { class: "rail", "aria-label": "Workspace" });
  const draw = () =>
    replaceChildren(
      root,
      teamMark(),
      place("home", "Home", "all", draw),
      place("chat", "DMs", "direct", draw),
      h("span", { class: "rail-space" }),
      plus(),
      themeButton(),
    );
  listen("state", draw);
  listen("unread", draw);
  return root;
}

function teamMark() {
  return h(
    "div",
    { class: "team-mark", title: store.team.name, "aria-hidden": "true" },
    (store.team.name || "S").slice(0, 1).toUpperCase(),
  );
}

function place(name, label, which, draw) {
  const unread = which === "direct" && [...store.channels.values()].some((channel) => channel.is_im && channel.unread);
  const go = () => {
    shown = which;
    draw();
    document.dispatchEvent(new CustomEvent("sidebar"));
  };
  return h(
    "button",
    {
      class: `rail-item${shown === which ? " is-active" : ""}`,
      type: "button",
      "aria-pressed": String(shown === which),
      onclick: go,
    },
    h("span", { class: "rail-icon" }, icon(name, 20), unread && h("span", { class: "rail-dot" })),
    h("span", { class: "rail-label" }, label),
  );
}

function plus() {
  return h(
    "button",
    {
      class: "rail-plus",
      type: "button",
      "aria-label": "Shortcuts",
      title: "Shortcuts",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      dataset: { testid: "global-shortcuts" },
      onclick: (event) => menu(event.currentTarget, globalShortcutItems(), { label: "Shortcuts" }),
    },
    icon("plus", 20),
  );
}

const THEMES = {
  auto: ["auto", "Theme: as the system"],
  light: ["sun", "Theme: light"],
  dark: ["moon", "Theme: dark"],
};

/** The button that goes through light, dark and automatic. */
export function themeButton(testid = "theme") {
  const button = h("button", { class: "rail-item is-theme", type: "button", dataset: { testid } });
  const draw = () => {
    const [symbol, label] = THEMES[currentTheme()];
    button.setAttribute("aria-label", label);
    button.title = label;
    replaceChildren(button, h("span", { class: "rail-icon" }, icon(symbol, 20)));
  };
  button.addEventListener("click", () => {
    nextTheme();
    draw();
    announce(THEMES[currentTheme()][1]);
  });
  draw();
  return button;
}

export function sidebar({ onPick }) {
  const body = h("div", { class: "sidebar-body" });
  const root = h(
    "nav",
    { class: "sidebar", "aria-label": "Channels and direct messages" },
    h("div", { class: "sidebar-head" }),
    body,
  );
  const draw = () => {
    replaceChildren(root.firstChild, h("h1", { class: "sidebar-team" }, store.team.name), themeButton("theme-drawer"));
    replaceChildren(body, sections(onPick));
  };
  body.addEventListener("keydown", (event) => walk(event, body));
  for (const topic of ["state", "channel", "unread"]) listen(topic, draw);
  document.addEventListener("sidebar", draw);
  return root;
}

function sections(onPick) {
  const all = [...store.channels.values()];
  const byName = (a, b) => channelName(a).localeCompare(channelName(b));
  const rooms = all.filter((channel) => !channel.is_im && !channel.is_archived).sort(byName);
  const direct = all.filter((channel) => channel.is_im && !isAppChannel(channel)).sort(byName);
  const apps = all.filter(isAppChannel);
  return [
    shown === "all" && section("Channels", rooms, onPick),
    section("Direct messages", direct, onPick),
    section("Apps", apps, onPick),
  ];
}

function section(title, channels, onPick) {
  if (!channels.length) return null;
  return h(
    "section",
    { class: "sidebar-section" },
    h("h2", { class: "sidebar-title" }, title),
    h(
      "ul",
      { class: "sidebar-list" },
      channels.map((channel) => h("li", {}, item(channel, onPick))),
    ),
  );
}

function item(channel, onPick) {
  const active = channel.id === store.channel;
  const unread = active && store.tab === "messages" ? 0 : (channel.unread ?? 0);
  const loud = unread > 0 && (channel.is_im || channel.mentions > 0);
  const name = channelName(channel);
  const pick = () => {
    onPick();
    openChannel(channel.id, { tab: isAppChannel(channel) ? (unread ? "messages" : "home") : "messages" });
  };
  return h(
    "button",
    {
      class: `channel${active ? " is-active" : ""}${unread ? " is-unread" : ""}`,
      type: "button",
      "aria-current": active ? "page" : null,
      "aria-label": `${name}${unread ? `, ${unread} unread` : ""}`,
      dataset: {
        channel: channel.id,
        testid: `channel-${channel.name || channel.id}`,
        focusKey: `channel/${channel.id}`,
      },
      onclick: pick,
    },
    channelMark(channel),
    h("span", { class: "channel-name" }, name, isAppChannel(channel) && h("span", { class: "channel-app" }, "App")),
    channel.is_ext_shared &&
      h("span", { class: "channel-shared", title: "Shared with another organisation" }, icon("shared", 16)),
    unread > 0 &&
      h(
        "span",
        { class: `unread${loud ? " is-loud" : ""}`, dataset: { testid: "unread" } },
        unread > 99 ? "99+" : String(unread),
      ),
  );
}

/** The sign before a channel's name. */
export function channelMark(channel, size = 20) {
  if (channel.is_im) return avatar(counterpart(channel), size);
  return h("span", { class: "channel-mark" }, icon(channel.is_private ? "lock" : "hash", size - 4));
}

function walk(event, body) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [...body.querySelectorAll(".channel")];
  stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(document.activeElement) + step))]?.focus();
}
