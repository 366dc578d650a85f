// The data_table block: sorted by a column, filtered by words, page by page.
// Sorting, filter and page survive a redraw of the same block.

import { h, replaceChildren, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { drawCell, cellText } from "./blocks-table.js";

const DEFAULT_PAGE = 5;
const looks = new Map(); // block key -> {column, down, filter, page}

export function drawDataTable(block, surface) {
  const key = `${JSON.stringify(surface.container)}/${block.block_id}`;
  if (!looks.has(key)) looks.set(key, { column: null, down: false, filter: "", page: 0 });
  const table = {
    block,
    surface,
    look: looks.get(key),
    id: uniqueId("data-table"),
    root: h("div", { class: "data-table" }),
  };
  table.body = h("div", { class: "data-table-body" });
  replaceChildren(table.root, toolbar(table), table.body);
  redraw(table);
  return table.root;
}

function toolbar(table) {
  const box = h("input", {
    class: "data-table-filter",
    type: "search",
    placeholder: "Filter rows",
    "aria-label": `Filter ${table.block.caption ?? "the table"}`,
    value: table.look.filter,
    dataset: { focusKey: `filter/${table.block.block_id}` },
    oninput: (event) => {
      table.look.filter = event.target.value;
      table.look.page = 0;
      redraw(table);
    },
  });
  return h(
    "div",
    { class: "data-table-bar" },
    h("div", { class: "data-table-caption", id: table.id }, table.block.caption ?? "Table"),
    h("label", { class: "search-field" }, icon("search", 16), box),
  );
}

function redraw(table) {
  const { block, look } = table;
  const [head = [], ...rows] = block.rows ?? [];
  const shown = sorted(filtered(rows, look.filter), look);
  const size = block.page_size ?? DEFAULT_PAGE;
  const pages = Math.max(1, Math.ceil(shown.length / size));
  look.page = Math.min(look.page, pages - 1);
  const page = shown.slice(look.page * size, (look.page + 1) * size);
  const numeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => row[column]?.type === "raw_number" || !cellText(row[column])),
  );
  replaceChildren(
    table.body,
    h(
      "div",
      { class: "table-scroll", tabindex: "0", role: "group", "aria-labelledby": table.id },
      h(
        "table",
        { class: "table", "aria-labelledby": table.id, "aria-rowcount": shown.length + 1 },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((cell, column) => headCell(table, cell, column, numeric[column])),
          ),
        ),
        h("tbody", {}, page.length ? page.map((row) => bodyRow(table, row, numeric)) : noRows(table, head.length)),
      ),
    ),
    footer(table, shown.length, pages, size),
  );
}

function filtered(rows, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return rows;
  return rows.filter((row) => {
    const text = row.map(cellText).join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const order = (a, b) => compare(a[column], b[column]);
  return [...rows].sort((a, b) => (down ? order(b, a) : order(a, b)));
}

/** By value where both are raw_number, by words otherwise: as in Slack. */
function compare(a, b) {
  if (a?.type === "raw_number" && b?.type === "raw_number") return a.value - b.value;
  return cellText(a).localeCompare(cellText(b), "en", { numeric: true });
}

function headCell(table, cell, column, numeric) {
  const { look } = table;
  const active = look.column === column;
  const sort = () => {
    if (!active) Object.assign(look, { column, down: false });
    else if (look.down) Object.assign(look, { column: null, down: false });
    else look.down = true;
    redraw(table);
    table.body.querySelectorAll("th button")[column]?.focus();
  };
  return h(
    "th",
    {
      class: `cell is-${numeric ? "right" : "left"}`,
      scope: "col",
      "aria-sort": active ? (look.down ? "descending" : "ascending") : "none",
    },
    h(
      "button",
      { class: `sort${active ? " is-active" : ""}`, type: "button", title: "Sort by this column", onclick: sort },
      cellText(cell),
      icon(active && !look.down ? "up" : "down", 14),
    ),
  );
}

function bodyRow(table, row, numeric) {
  const rowHead = table.block.row_header_column_index ?? 0;
  return h(
    "tr",
    {},
    row.map((cell, column) =>
      h(
        column === rowHead ? "th" : "td",
        { class: `cell is-${numeric[column] ? "right" : "left"}`, ...(column === rowHead && { scope: "row" }) },
        drawCell(cell, table.block, table.surface),
      ),
    ),
  );
}

function noRows(table, columns) {
  return h(
    "tr",
    {},
    h("td", { class: "cell note", colspan: Math.max(columns, 1) }, `No row matches “${table.look.filter}”.`),
  );
}

function footer(table, count, pages, size) {
  const { look } = table;
  const turn = (by) => {
    look.page += by;
    redraw(table);
  };
  const first = count ? look.page * size + 1 : 0;
  const range = `${first}–${Math.min(count, (look.page + 1) * size)} of ${count}`;
  if (pages === 1) return h("div", { class: "data-table-foot" }, `${count} ${count === 1 ? "row" : "rows"}`);
  return h(
    "div",
    { class: "data-table-foot" },
    h("span", { role: "status" }, range),
    h(
      "button",
      {
        class: "icon-button",
        type: "button",
        "aria-label": "Previous rows",
        disabled: look.page === 0,
        onclick: () => turn(-1),
      },
      icon("left", 16),
    ),
    h(
      "button",
      {
        class: "icon-button",
        type: "button",
        "aria-label": "Next rows",
        disabled: look.page === pages - 1,
        onclick: () => turn(1),
      },
      icon("right", 16),
    ),
  );
}
