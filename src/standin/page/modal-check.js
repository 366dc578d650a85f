// What Slack itself checks in a form before the app hears of it.

const EMPTY = "Please complete this required field.";

/** Errors by block_id; none when the form may go out. */
export function missing(view, values) {
  const errors = {};
  for (const block of view.blocks ?? []) {
    if (block.type !== "input") continue;
    const state = values[block.block_id]?.[block.element.action_id ?? block.element.type];
    const entered = contentOf(state);
    const problem = isEmpty(entered) ? (block.optional ? null : EMPTY) : wrong(block.element, entered);
    if (problem) errors[block.block_id] = problem;
  }
  return errors;
}

function contentOf(state) {
  if (!state) return null;
  const key = Object.keys(state).find((name) => name !== "type");
  return state[key];
}

function isEmpty(entered) {
  return (
    entered === null || entered === undefined || entered === "" || (Array.isArray(entered) && entered.length === 0)
  );
}

function wrong(element, entered) {
  const check = { number_input: number, email_text_input: email, url_text_input: url, plain_text_input: length }[
    element.type
  ];
  return check?.(element, entered) ?? null;
}

function number({ is_decimal_allowed, min_value, max_value }, entered) {
  const pattern = is_decimal_allowed ? /^[+-]?(\d+\.?\d*|\.\d+)$/ : /^[+-]?\d+$/;
  if (!pattern.test(entered)) return is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (min_value !== undefined && Number(entered) < Number(min_value)) return `Must be ${min_value} or more.`;
  if (max_value !== undefined && Number(max_value) < Number(entered)) return `Must be ${max_value} or less.`;
  return null;
}

function email(_, entered) {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(entered) ? null : "Please enter a valid email address.";
}

function url(_, entered) {
  return /^https?:\/\/[^\s/]+\S*$/i.test(entered) ? null : "Please enter a valid URL.";
}

function length({ min_length, max_length }, entered) {
  if (min_length && entered.length < min_length) return `Please enter at least ${min_length} characters.`;
  if (max_length && max_length < entered.length) return `Please enter at most ${max_length} characters.`;
  return null;
}
