// The demo's clock: what time it is there, and "deliver what is due at …".

import { h, replaceChildren } from "./dom.js";
import { api, CallError } from "./api.js";
import { icon } from "./icons.js";
import { popover } from "./overlay.js";
import { store, listen, tell, now, setClock, zone } from "./store.js";
import { addDays, fromInput, isoDay, isoTime, shortDay, shortMoment, timeOfDay, wall, weekday } from "./time.js";
import { announce, showNotice } from "./toast.js";

const MORNING = 9;
let working = null; // the instant that is being delivered
let result = null; // {text, failed}

export function clockBar() {
  const face = h("span", { class: "clock-face" });
  const button = h(
    "button",
    {
      class: "top-button clock",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      dataset: { testid: "clock-open" },
      onclick: () => open(button),
    },
    icon("clock", 17),
    face,
    h("span", { class: "clock-do" }, "Deliver what is due at…"),
    h("span", { class: "spinner", "aria-hidden": "true" }),
  );
  const status = h("span", { class: "clock-status", role: "status", dataset: { testid: "clock-status" } });
  const draw = () => {
    replaceChildren(
      face,
      h(
        "time",
        { datetime: now().toISOString(), dataset: { testid: "clock-now" } },
        `${shortDay(now(), zone())}, `,
        h("span", { class: "clock-year" }, `${wall(now(), zone()).year}, `),
        timeOfDay(now(), zone()),
      ),
    );
    button.classList.toggle("is-busy", working !== null);
    button.classList.toggle("is-fixed", !store.clock.movable);
    button.disabled = !store.clock.movable;
    button.title = store.clock.movable ? "The demo's clock" : "The clock is real here and cannot be moved";
    status.textContent = statusText();
    status.classList.toggle("is-failed", Boolean(result?.failed));
  };
  for (const topic of ["clock", "state", "clockWork"]) listen(topic, draw);
  setInterval(draw, 5000);
  return h("div", { class: "clock-area", role: "group", "aria-label": "Demo clock" }, button, status);
}

function statusText() {
  if (working) return `Delivering what is due until ${shortMoment(working, zone())}…`;
  return result?.text ?? "";
}

const QUICK = [
  { label: "+1 hour", testid: "clock-plus-hour", to: (at) => new Date(at.getTime() + 3600_000) },
  {
    label: "Next morning 09:00",
    testid: "clock-next-morning",
    to: (at, tz) => (wall(at, tz).hour < MORNING ? addDays(at, 0, tz, MORNING) : addDays(at, 1, tz, MORNING)),
  },
  { label: "+1 day", testid: "clock-plus-day", to: (at, tz) => addDays(at, 1, tz) },
  { label: "Next Monday 09:00", testid: "clock-next-monday", to: (at, tz) => nextMonday(at, tz) },
];

function nextMonday(at, tz) {
  const ahead = (8 - weekday(at, tz)) % 7;
  const today = ahead === 0 && wall(at, tz).hour >= MORNING;
  return addDays(at, today ? 7 : ahead, tz, MORNING);
}

function open(anchor) {
  if (anchor.hasAttribute("data-open")) return;
  const panel = drawPanel(() => opened.close(true));
  const opened = popover(anchor, panel.box, { align: "start", onClose: () => panel.stop() });
  opened.replace();
  panel.input.focus();
}

/**
 * The panel's box, its first field, and what ends its listening. `done()` takes it away: what was delivered lies
 * under it.
 */
function drawPanel(done) {
  const input = h("input", {
    class: "text-input",
    type: "datetime-local",
    dataset: { testid: "clock-input" },
    "aria-label": "Date and time",
  });
  const go = h(
    "button",
    { class: "button is-primary", type: "submit", dataset: { testid: "clock-deliver" } },
    h("span", {}, "Deliver"),
  );
  const quick = QUICK.map((one) => quickButton(one, done));
  const note = h("p", { class: "note clock-note", "aria-live": "polite" });
  const draw = () => {
    for (const node of [go, ...quick]) node.disabled = working !== null;
    go.classList.toggle("is-busy", working !== null);
    note.textContent = statusText();
    note.classList.toggle("is-failed", Boolean(result?.failed));
    if (!working) input.value = nextHour();
  };
  draw();
  const submit = (event) => {
    event.preventDefault();
    const to = fromInput(...input.value.split("T"), zone());
    if (to) deliver(to, done);
  };
  const form = h("form", { class: "clock-form", onsubmit: submit }, input, go);
  return { box: panelBox(form, quick, note), input, stop: listen("clockWork", draw) };
}

function panelBox(form, quick, note) {
  const words = `Moves the demo's clock forward and lets the app send all that falls due until then. Times in ${zone().replace(/_/g, " ")}.`;
  return h(
    "div",
    { class: "panel clock-panel", role: "dialog", "aria-label": "Deliver what is due at" },
    h("h2", { class: "panel-title" }, "Deliver what is due at…"),
    h("p", { class: "note" }, words),
    form,
    h("div", { class: "clock-quick" }, quick),
    note,
  );
}

function quickButton({ label, testid, to }, done) {
  return h(
    "button",
    { class: "button is-quick", type: "button", dataset: { testid }, onclick: () => deliver(to(now(), zone()), done) },
    label,
  );
}

/** What the field holds at first: the next full hour, as wall time. */
function nextHour() {
  const next = new Date(Math.ceil((now().getTime() + 1) / 3600_000) * 3600_000);
  return `${isoDay(next, zone())}T${isoTime(next, zone())}`;
}

/** Moves the clock and calls `done` when it has moved; refuses to go back before asking the server. */
async function deliver(to, done) {
  if (working) return;
  if (to <= now()) return void finish({ text: "The clock only goes forward: choose a later time.", failed: true });
  working = to;
  result = null;
  tell("clockWork");
  try {
    const answer = await api.clock(to.toISOString());
    if (answer.now) setClock({ now: answer.now });
    const n = answer.delivered ?? 0;
    finish({ text: n === 0 ? "Nothing was due." : `${n} ${n === 1 ? "message" : "messages"} sent or edited.` });
    if (matchMedia("(max-width: 1000px)").matches) showNotice(result.text); // no room beside the clock
    done();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    finish({ text: `Not delivered: ${error.message}`, failed: true });
  }
}

function finish(outcome) {
  working = null;
  result = outcome;
  tell("clockWork");
  announce(outcome.text);
}
