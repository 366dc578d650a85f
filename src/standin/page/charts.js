// The data_visualization block as inline SVG: bar, line, area and pie, with a
// legend and the same numbers as a table for those who cannot see the picture.

import { h, s, uniqueId } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 240;
const MARGIN = { top: 12, right: 12, bottom: 34, left: 48 };
const N_COLORS = 6;
const LETTER = 6.2; // the usual width of one on the axis

export function drawChart(block) {
  const id = uniqueId("chart");
  const chart = block.chart ?? {};
  const parts = chart.type === "pie" ? pie(chart) : axes(chart);
  return h(
    "figure",
    { class: "chart", "aria-labelledby": id },
    h("figcaption", { class: "chart-title", id }, block.title),
    parts.picture,
    legend(parts.names),
    numbers(parts.table),
  );
}

function legend(names) {
  return h(
    "ul",
    { class: "chart-legend", "aria-hidden": "true" },
    names.map((name, index) => h("li", {}, swatch(index), name)),
  );
}

function swatch(index) {
  return h("span", { class: `chart-swatch series-${index % N_COLORS}` });
}

function numbers({ head, rows }) {
  return h(
    "details",
    { class: "chart-numbers" },
    h("summary", {}, "Show the numbers"),
    h(
      "div",
      { class: "table-scroll" },
      h(
        "table",
        { class: "table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((text) => h("th", { class: "cell", scope: "col" }, text)),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h(
              "tr",
              {},
              row.map((text, index) =>
                h(
                  index ? "td" : "th",
                  { class: `cell${index ? " is-right" : ""}`, ...(!index && { scope: "row" }) },
                  text,
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

const words = (value) => Number(value).toLocaleString("en-US", { maximumFractionDigits: 2 });

/** Short numbers for the axis: 45K, 1.2M. */
function short(value) {
  return Number(value).toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 });
}

function axes(chart) {
  const series = chart.series ?? [];
  const categories = chart.axis_config?.categories ?? series[0]?.data.map((point) => point.label) ?? [];
  const rows = series.map((one) =>
    categories.map((label) => one.data.find((point) => point.label === label)?.value ?? null),
  );
  const scale = scaleOf(
    rows.flat().filter((value) => value !== null),
    chart.type === "line",
  );
  const frame = { series, categories, rows, scale, type: chart.type };
  const label = `${series.map((one) => one.name).join(", ")} by ${chart.axis_config?.x_label ?? "category"}`;
  return {
    names: series.map((one) => one.name),
    picture: svg(label, grid(frame), axisLabels(chart.axis_config), marks(frame)),
    table: {
      head: [chart.axis_config?.x_label ?? "", ...series.map((one) => one.name)],
      rows: categories.map((name, index) => [
        name,
        ...rows.map((row) => (row[index] === null ? "–" : words(row[index]))),
      ]),
    },
  };
}

function svg(label, ...children) {
  return s(
    "svg",
    { class: "chart-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    children,
  );
}

/** Round ends and steps of the value axis; bars and areas begin at zero. */
function scaleOf(values, free) {
  let low = Math.min(...values, free && values.length ? Infinity : 0);
  let high = Math.max(...values, free && values.length ? -Infinity : 0);
  if (low === high) [low, high] = [Math.min(low, 0), Math.max(high, 1)];
  const step = roundStep((high - low) / 4);
  low = Math.floor(low / step) * step;
  high = Math.ceil(high / step) * step;
  const ticks = [];
  for (let value = low; value <= high + step / 2; value += step) ticks.push(Number(value.toPrecision(12)));
  const inner = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    ticks,
    y: (value) => MARGIN.top + inner - ((value - low) / (high - low)) * inner,
    zero: Math.max(low, Math.min(0, high)),
  };
}

function roundStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].map((n) => n * power).find((step) => raw <= step) ?? raw;
}

const innerWidth = WIDTH - MARGIN.left - MARGIN.right;
const slot = (n) => innerWidth / Math.max(n, 1);
const middle = (index, n) => MARGIN.left + slot(n) * (index + 0.5);

/** Every how many categories one is named: words on a time axis stay whole, while each bar keeps its name. */
function namedEvery({ categories, type }) {
  const crowded = Math.ceil(categories.length / 10);
  if (type === "bar") return crowded;
  const longest = Math.max(0, ...categories.map((name) => name.length));
  return Math.max(crowded, Math.ceil(((longest + 1) * LETTER) / slot(categories.length)));
}

function grid({ scale, categories, type }) {
  const every = namedEvery({ categories, type });
  return [
    scale.ticks.map((tick) => [
      s("line", {
        class: "chart-grid",
        x1: MARGIN.left,
        x2: WIDTH - MARGIN.right,
        y1: scale.y(tick),
        y2: scale.y(tick),
      }),
      s("text", { class: "chart-tick", x: MARGIN.left - 6, y: scale.y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]),
    categories.map(
      (name, index) =>
        index % every === 0 &&
        s(
          "text",
          {
            class: "chart-tick",
            x: middle(index, categories.length),
            y: HEIGHT - MARGIN.bottom + 15,
            "text-anchor": "middle",
          },
          clip(name, slot(categories.length) * every),
        ),
    ),
  ];
}

function clip(text, width) {
  const fits = Math.max(3, Math.floor(width / LETTER));
  return text.length > fits ? `${text.slice(0, fits - 1)}…` : text;
}

function axisLabels(config) {
  const center = MARGIN.top + (HEIGHT - MARGIN.top - MARGIN.bottom) / 2;
  return [
    config?.x_label &&
      s(
        "text",
        { class: "chart-axis", x: MARGIN.left + innerWidth / 2, y: HEIGHT - 3, "text-anchor": "middle" },
        config.x_label,
      ),
    config?.y_label &&
      s(
        "text",
        { class: "chart-axis", x: 10, y: center, "text-anchor": "middle", transform: `rotate(-90 10 ${center})` },
        config.y_label,
      ),
  ];
}

function marks(frame) {
  return frame.series.map((one, index) => (frame.type === "bar" ? bars(frame, one, index) : path(frame, one, index)));
}

function bars({ series, categories, rows, scale }, one, index) {
  const wide = Math.min((slot(categories.length) * 0.72) / series.length, 48);
  return rows[index].map((value, at) => {
    if (value === null) return null;
    const x = middle(at, categories.length) + (index - series.length / 2) * wide;
    const [top, bottom] = [scale.y(Math.max(value, scale.zero)), scale.y(Math.min(value, scale.zero))];
    return s(
      "rect",
      {
        class: `series-${index % N_COLORS}`,
        x: x + 1,
        y: top,
        width: Math.max(wide - 2, 1),
        height: Math.max(bottom - top, 0.5),
        rx: 2,
      },
      s("title", {}, `${one.name}, ${categories[at]}: ${words(value)}`),
    );
  });
}

function path({ categories, rows, scale, type }, one, index) {
  const points = rows[index]
    .map((value, at) => (value === null ? null : [middle(at, categories.length), scale.y(value), value, at]))
    .filter(Boolean);
  const line = points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const base = scale.y(scale.zero).toFixed(1);
  const color = `series-${index % N_COLORS}`;
  return [
    type === "area" &&
      points.length &&
      s("path", {
        class: `${color} chart-area`,
        d: `${line}L${points.at(-1)[0].toFixed(1)} ${base}L${points[0][0].toFixed(1)} ${base}Z`,
      }),
    s("path", { class: `${color} chart-line`, d: line }),
    points.map(([x, y, value, at]) =>
      s(
        "circle",
        { class: color, cx: x, cy: y, r: 3 },
        s("title", {}, `${one.name}, ${categories[at]}: ${words(value)}`),
      ),
    ),
  ];
}

function pie(chart) {
  const segments = chart.segments ?? [];
  const total = segments.reduce((sum, { value }) => sum + Number(value), 0) || 1;
  let turned = 0;
  const slices = segments.map(({ label, value }, index) => {
    const from = turned;
    turned += Number(value) / total;
    return s(
      "path",
      { class: `chart-slice series-${index % N_COLORS}`, d: slice(from, turned) },
      s("title", {}, `${label}: ${words(value)}`),
    );
  });
  const share = (value) => `${Math.round((Number(value) / total) * 100)}%`;
  return {
    names: segments.map(({ label, value }) => `${label} ${share(value)}`),
    picture: svg(segments.map(({ label, value }) => `${label} ${share(value)}`).join(", "), slices),
    table: {
      head: ["", "Value", "Share"],
      rows: segments.map(({ label, value }) => [label, words(value), share(value)]),
    },
  };
}

function slice(from, to) {
  const [x, y, radius] = [WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 10];
  const at = (turn) =>
    `${(x + radius * Math.sin(turn * 2 * Math.PI)).toFixed(2)} ${(y - radius * Math.cos(turn * 2 * Math.PI)).toFixed(2)}`;
  if (to - from > 0.9999) return `M${at(0)}A${radius} ${radius} 0 1 1 ${at(0.5)}A${radius} ${radius} 0 1 1 ${at(1)}Z`;
  return `M${x} ${y}L${at(from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}Z`;
}
