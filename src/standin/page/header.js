// The head of the open channel: name, topic, members; for the app, its tabs.

import { h, replaceChildren, rememberFocus } from "./dom.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { openTab } from "./load.js";
import { mrkdwn } from "./mrkdwn.js";
import { popover } from "./overlay.js";
import { tags } from "./people.js";
import { channelMark } from "./sidebar.js";
import { store, listen, currentChannel, channelName, isAppChannel, personName } from "./store.js";

const TABS = [
  ["home", "Home"],
  ["messages", "Messages"],
  ["about", "About"],
];

export function channelHeader({ onMenu }) {
  const root = h("header", { class: "head" });
  const draw = () => {
    const channel = currentChannel();
    if (!channel) return;
    const refocus = rememberFocus(root);
    document.title = `${channelName(channel)} – ${store.team.name}`;
    replaceChildren(
      root,
      h("div", { class: "head-row" }, drawer(onMenu), title(channel), topic(channel), members(channel)),
      isAppChannel(channel) && tabs(),
    );
    refocus();
  };
  for (const change of ["channel", "state"]) listen(change, draw);
  return root;
}

function drawer(onMenu) {
  return h(
    "button",
    {
      class: "icon-button head-drawer",
      type: "button",
      "aria-label": "Show channels",
      dataset: { testid: "drawer" },
      onclick: onMenu,
    },
    icon("menu"),
  );
}

function title(channel) {
  return h(
    "h2",
    { class: "head-title" },
    channelMark(channel, 24),
    h("span", { class: "head-name" }, channelName(channel)),
    channel.is_ext_shared &&
      h("span", { class: "badge is-external", title: "People of another organisation read here" }, "Shared"),
    isAppChannel(channel) && h("span", { class: "badge" }, "APP"),
  );
}

function topic(channel) {
  const words = typeof channel.topic === "string" ? channel.topic : channel.topic?.value;
  return words && !channel.is_im
    ? h("div", { class: "head-topic", title: words }, mrkdwn(words))
    : h("span", { class: "head-topic" });
}

function members(channel) {
  if (channel.is_im) return null;
  const ids = channel.members ?? [];
  const faces = ids.slice(0, 3).map((id) => avatar(store.users.get(id) ?? { id }, 22));
  return h(
    "button",
    {
      class: "members",
      type: "button",
      "aria-label": `${ids.length} members`,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      dataset: { testid: "members" },
      onclick: (event) => openMembers(event.currentTarget, ids),
    },
    h("span", { class: "faces" }, faces),
    h("span", {}, String(ids.length)),
  );
}

function openMembers(anchor, ids) {
  if (anchor.hasAttribute("data-open")) return;
  const rows = ids.map((id) => {
    const user = store.users.get(id) ?? { id };
    return h(
      "li",
      { class: "person-row" },
      h(
        "span",
        { class: "person-pick" },
        avatar(user, 32),
        h(
          "span",
          { class: "person-words" },
          h("span", { class: "person-line" }, personName(id), tags(user)),
          h("span", { class: "note" }, user.tz_label ?? user.tz ?? ""),
        ),
      ),
    );
  });
  const box = h(
    "div",
    { class: "panel people-panel", role: "dialog", "aria-label": "Members", tabindex: "-1" },
    h("h2", { class: "panel-title" }, "Members"),
    h("ul", { class: "people-list" }, rows),
  );
  popover(anchor, box, { align: "end" });
  box.focus();
}

function tabs() {
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": store.app.name });
  for (const [id, label] of TABS) {
    const on = store.tab === id;
    list.append(
      h(
        "button",
        {
          class: `tab${on ? " is-active" : ""}`,
          type: "button",
          role: "tab",
          id: `tab-${id}`,
          "aria-selected": String(on),
          "aria-controls": `panel-${id}`,
          tabindex: on ? "0" : "-1",
          dataset: { testid: `tab-${id}`, focusKey: `tab/${on ? "active" : id}` },
          onclick: () => openTab(id),
        },
        label,
      ),
    );
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = TABS.findIndex(([id]) => id === store.tab);
    openTab(TABS[(at + step + TABS.length) % TABS.length][0]);
    document.querySelector(".tab.is-active")?.focus();
  });
  return list;
}
