// Date, time and date-time pickers on the browser's own inputs, which serve the
// keyboard and the phone best. Wall time is that of the acting person.

import { h } from "./dom.js";
import { plainString } from "./mrkdwn.js";
import { fromInput, isoDay, isoTime } from "./time.js";
import { zone } from "./store.js";

export function datepicker(field, look) {
  const state = field.start({ selected_date: field.element.initial_date ?? null });
  const box = picker(field, look, { type: "date", value: state.selected_date ?? "", label: "Pick a date" });
  onSettled(box, () => {
    state.selected_date = box.value || null;
    return field.dispatches && field.commit(box.parentElement, { selected_date: state.selected_date });
  });
  return wrapped(box);
}

export function timepicker(field, look) {
  const state = field.start({ selected_time: field.element.initial_time ?? null });
  const box = picker(field, look, { type: "time", value: state.selected_time ?? "", label: "Pick a time" });
  onSettled(box, () => {
    state.selected_time = box.value || null;
    return field.dispatches && field.commit(box.parentElement, { selected_time: state.selected_time });
  });
  return wrapped(box);
}

export function datetimepicker(field, look) {
  const initial = field.element.initial_date_time ?? null;
  const state = field.start({ selected_date_time: initial });
  const at = state.selected_date_time === null ? null : new Date(state.selected_date_time * 1000);
  const day = picker(
    field,
    { ...look, controlId: null },
    { type: "date", value: at ? isoDay(at, zone()) : "", label: "Date" },
  );
  const time = picker(
    field,
    { ...look, controlId: null },
    { type: "time", value: at ? isoTime(at, zone()) : "", label: "Time" },
  );
  time.dataset.focusKey = `${field.block.block_id}/${field.element.action_id}/time`;
  const group = h("div", { class: "datetime", role: "group", "aria-labelledby": look.labelId }, day, time);
  const settle = () => {
    const moment = fromInput(day.value, time.value, zone());
    state.selected_date_time = moment ? Math.round(moment.getTime() / 1000) : null;
    return field.dispatches && moment && field.commit(group, { selected_date_time: state.selected_date_time });
  };
  onSettled(day, settle);
  onSettled(time, settle);
  return group;
}

function picker({ element }, look, { type, value, label }) {
  return h("input", {
    class: "text-input is-picker",
    type,
    value,
    id: look.controlId,
    "aria-label": look.inInput && look.controlId ? null : plainString(element.placeholder) || label,
    "aria-describedby": look.describedBy,
    "aria-invalid": look.invalid ? "true" : null,
    dataset: { actionId: element.action_id },
  });
}

function wrapped(box) {
  return h("span", { class: "picker" }, box);
}

/**
 * Runs `settle` when the person is done: at once for a pick from the calendar,
 * at Enter or on leaving while digits are typed (each is a change to the browser).
 */
function onSettled(box, settle) {
  let typing = false;
  let last = box.value;
  const done = () => {
    typing = false;
    if (box.value === last) return;
    last = box.value;
    settle();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done();
    else if (event.key !== "Tab") typing = true;
  });
  box.addEventListener("change", () => !typing && done());
  box.addEventListener("blur", done);
}
