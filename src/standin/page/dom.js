// Builds DOM nodes. All text of the page goes through here as text nodes:
// nothing in the page ever parses a string as HTML.

const SVG = "http://www.w3.org/2000/svg";
const AS_PROPERTY = new Set(["value", "checked", "disabled", "selected", "indeterminate", "inert"]);

/** An HTML element: h("p", {class: "note", onclick: f}, "text", node, [more]). */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** An SVG element, same arguments as `h`. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** A fragment of the given children. */
export function fragment(...children) {
  const node = document.createDocumentFragment();
  append(node, children);
  return node;
}

/** Replaces all children of `node`. */
export function replaceChildren(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

let counter = 0;
/** An id that is unique on this page. */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  append(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset") setData(node, value);
  else if (name === "style") Object.assign(node.style, value);
  else if (AS_PROPERTY.has(name) && name in node) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

function setData(node, values) {
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) node.dataset[key] = value;
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
}

/** Where the keyboard is inside `root`, so that a redraw can put it back. */
export function rememberFocus(root) {
  const node = document.activeElement;
  if (!node || !root.contains(node)) return () => {};
  const { actionId, focusKey } = node.dataset;
  const blockId = node.closest("[data-block-id]")?.dataset.blockId;
  const range = selectionOf(node);
  return (within = root) => restoreFocus(within, { actionId, focusKey, blockId, range });
}

function selectionOf(node) {
  try {
    return node.selectionStart === null || node.selectionStart === undefined
      ? null
      : [node.selectionStart, node.selectionEnd];
  } catch {
    return null; // date and number inputs have no selection
  }
}

function restoreFocus(root, { actionId, focusKey, blockId, range }) {
  const candidates = [...root.querySelectorAll("[data-action-id], [data-focus-key]")];
  const alike = candidates.filter((node) =>
    focusKey ? node.dataset.focusKey === focusKey : actionId && node.dataset.actionId === actionId,
  );
  // A block that was changed has a new id.
  const target = alike.find((node) => node.closest("[data-block-id]")?.dataset.blockId === blockId) ?? alike[0];
  if (!target) return;
  target.focus({ preventScroll: true });
  if (range && target.setSelectionRange) {
    try {
      target.setSelectionRange(...range);
    } catch {
      // an input type without a selection
    }
  }
}
