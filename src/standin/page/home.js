// The app's Home and About tabs.

import { h, replaceChildren, rememberFocus } from "./dom.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { store, listen } from "./store.js";
import { surfaceOf } from "./surface.js";

export function homePanel() {
  const root = h("div", {
    class: "home",
    role: "tabpanel",
    id: "panel-home",
    "aria-labelledby": "tab-home",
    tabindex: "0",
    dataset: { testid: "home" },
  });
  const draw = () => {
    const refocus = rememberFocus(root);
    replaceChildren(root, h("div", { class: "home-inner" }, content()));
    refocus();
  };
  listen("home", draw);
  return { root, draw };
}

function content() {
  const view = store.home;
  if (!view)
    return h(
      "div",
      { class: "empty" },
      avatar({ id: store.app.bot_user_id, is_bot: true }, 64),
      h("h3", {}, store.homeAsked ? `${store.app.name} has published nothing here yet` : "Opening…"),
      h("p", { class: "note" }, store.homeAsked ? "Its Home tab appears as soon as the app sends it." : ""),
    );
  const surface = surfaceOf({ type: "view", view_id: view.id }, "home");
  return h(
    "div",
    { class: "home-blocks", dataset: { viewId: view.id, callbackId: view.callback_id } },
    drawBlocks(view.blocks, surface),
  );
}

export function aboutPanel() {
  const root = h("div", {
    class: "home",
    role: "tabpanel",
    id: "panel-about",
    "aria-labelledby": "tab-about",
    tabindex: "0",
    dataset: { testid: "about" },
  });
  const draw = () => replaceChildren(root, h("div", { class: "home-inner" }, about()));
  return { root, draw };
}

function about() {
  const { app, commands, shortcuts } = store;
  const rows = (title, list) =>
    list.length
      ? [
          h("h4", {}, title),
          h(
            "ul",
            { class: "about-list" },
            list.map(([name, words]) =>
              h("li", {}, h("strong", {}, name), words && h("span", { class: "note" }, ` ${words}`)),
            ),
          ),
        ]
      : null;
  return h(
    "div",
    { class: "about" },
    h(
      "div",
      { class: "about-head" },
      avatar({ id: app.bot_user_id, is_bot: true }, 72),
      h("div", {}, h("h3", {}, app.name), h("p", {}, app.description)),
    ),
    rows(
      "Commands",
      commands.map((one) => [`${one.command} ${one.usage_hint ?? ""}`.trim(), one.description]),
    ),
    rows(
      "Message shortcuts",
      (shortcuts.message ?? []).map(({ name }) => [name]),
    ),
    rows(
      "Global shortcuts",
      (shortcuts.global ?? []).map(({ name }) => [name]),
    ),
    h("p", { class: "note" }, `App ${app.app_id ?? ""} · bot user ${app.bot_user_id ?? ""}`),
  );
}
