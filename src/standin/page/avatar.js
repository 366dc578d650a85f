// Pictures of people and of the app, drawn: initials on a colour, or a robot.

import { h, s } from "./dom.js";
import { store, personName } from "./store.js";

const COLORS = [
  "#8d3a6b",
  "#2b6a9b",
  "#3a7d4f",
  "#a8552a",
  "#5b4b9a",
  "#1f7a7a",
  "#9a3b3b",
  "#6b6a1f",
  "#7a4b2b",
  "#3f5f8a",
];

/** The avatar of `user`, `size` pixels wide; decorative beside a name. */
export function avatar(user, size = 36) {
  const isBot = user?.is_bot || user?.id === store.app.bot_user_id || user?.id === "USLACKBOT";
  const color = isBot ? null : (hexOf(user?.color) ?? colorOf(user?.id ?? ""));
  return h(
    "span",
    {
      class: `avatar${isBot ? " is-bot" : ""}${user?.id === "USLACKBOT" ? " is-slackbot" : ""}`,
      "aria-hidden": "true",
      style: {
        width: `${size}px`,
        height: `${size}px`,
        fontSize: `${Math.round(size * 0.42)}px`,
        ...(color && { background: color }),
      },
    },
    isBot ? robot(user?.id === "USLACKBOT") : initials(personName(user?.id), size < 24 ? 1 : 2),
  );
}

/** A colour of the seed counts only when white letters can be read on it. */
function hexOf(color) {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color ?? "");
  if (!match) return null;
  const [r, g, b] = match.slice(1).map((part) => channelLight(Number.parseInt(part, 16) / 255));
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= 4.5 ? `#${match.slice(1).join("")}` : null;
}

const channelLight = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function colorOf(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return COLORS[sum % COLORS.length];
}

function initials(name, most) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = `${words[0]?.[0] ?? "?"}${words.length > 1 ? words.at(-1)[0] : ""}`;
  return letters.slice(0, most).toUpperCase();
}

function robot(isSlackbot) {
  if (isSlackbot)
    return s(
      "svg",
      { viewBox: "0 0 36 36" },
      s("path", { d: "M18 28C7 21 7 10 13 10c3 0 5 3 5 3s2-3 5-3c6 0 6 11-5 18z", fill: "#e01e5a" }),
    );
  return s(
    "svg",
    {
      viewBox: "0 0 36 36",
      fill: "none",
      stroke: "#fff",
      "stroke-width": 2.2,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
    s("circle", { cx: 18, cy: 18, r: 9.5 }),
    s("circle", { cx: 18, cy: 18, r: 2.6 }),
    s("path", {
      d: "M18 4.5v10.9M18 20.6v10.9M4.5 18h10.9M20.6 18h10.9M8.5 8.5l7.6 7.6M19.9 19.9l7.6 7.6M27.5 8.5l-7.6 7.6M16.1 19.9l-7.6 7.6",
    }),
  );
}
