// Who the page acts for. Another person is another address, so that two tabs can
// be two people.

import { h, replaceChildren } from "./dom.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { popover } from "./overlay.js";
import { store, listen, me, now, personName } from "./store.js";
import { knownZone, timeOfDay } from "./time.js";

export function personSwitcher() {
  const button = h("button", {
    class: "top-button person",
    type: "button",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    dataset: { testid: "person-switcher" },
    onclick: () => open(button),
  });
  const draw = () => {
    button.setAttribute("aria-label", `Acting as ${personName(store.user)}. Change person`);
    replaceChildren(
      button,
      h("span", { class: "person-word" }, "Acting as"),
      avatar(me(), 24),
      h("span", { class: "person-name" }, personName(store.user)),
      icon("down", 14),
    );
  };
  listen("state", draw);
  return button;
}

/** The people one can be: not bots, not the deactivated. */
function humans() {
  return [...store.users.values()].filter(
    (user) => !user.is_bot && !user.deleted && user.id !== store.app.bot_user_id && user.id !== "USLACKBOT",
  );
}

function open(anchor) {
  if (anchor.hasAttribute("data-open")) return;
  const filter = h("input", {
    class: "text-input",
    type: "search",
    placeholder: "Find a person",
    "aria-label": "Find a person",
    dataset: { testid: "person-filter" },
  });
  const list = h("ul", { class: "people-list" });
  const box = h(
    "div",
    { class: "panel people-panel", role: "dialog", "aria-label": "Act as another person" },
    h("h2", { class: "panel-title" }, "Act as"),
    filter,
    list,
  );
  const draw = () => {
    const words = filter.value.toLowerCase();
    replaceChildren(
      list,
      humans()
        .filter((user) => `${personName(user.id)} ${user.name}`.toLowerCase().includes(words))
        .map(row),
    );
  };
  filter.addEventListener("input", draw);
  box.addEventListener("keydown", (event) => walk(event, box));
  draw();
  popover(anchor, box, { align: "end" });
  filter.focus();
}

function row(user) {
  const current = user.id === store.user;
  const zone = knownZone(user.tz);
  return h(
    "li",
    { class: `person-row${current ? " is-current" : ""}` },
    h(
      "a",
      {
        class: "person-pick",
        href: addressFor(user),
        dataset: { testid: `person-${user.id}`, user: user.id },
        "aria-current": current ? "true" : null,
      },
      avatar(user, 32),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-line" }, personName(user.id), tags(user)),
        h(
          "span",
          { class: "note" },
          `${user.title ? `${user.title} · ` : ""}${timeOfDay(now(), zone)} · ${user.tz_label ?? zone}`,
        ),
      ),
      current && icon("check", 18),
    ),
    h(
      "a",
      {
        class: "icon-button",
        href: addressFor(user),
        target: "_blank",
        "aria-label": `Open a tab as ${personName(user.id)}`,
        title: "Open in a new tab",
      },
      icon("external", 16),
    ),
  );
}

/** Badges that say what a person may do. */
export function tags(user) {
  const names = [
    user.is_admin && "Admin",
    user.is_ultra_restricted ? "Single-channel guest" : user.is_restricted && "Guest",
    user.external && "External",
    user.deleted && "Deactivated",
    (user.is_bot || user.id === store.app.bot_user_id) && "App",
  ];
  return names.filter(Boolean).map((name) => h("span", { class: "badge" }, name));
}

function addressFor(user) {
  const search = new URLSearchParams({ user: user.id });
  const channel = store.channels.get(store.channel);
  if (channel && !channel.is_im && channel.members?.includes(user.id)) search.set("channel", channel.id);
  return `?${search}`;
}

function walk(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [...box.querySelectorAll("input, .person-pick")];
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length]?.focus();
}
