// Dates and times as the acting person sees them: in that person's zone,
// against the clock of the demo. Knows nothing of messages.

const LOCALE = "en-US";
const cache = new Map();

function formatter(options, tz) {
  const key = `${tz}|${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: tz }));
  return cache.get(key);
}

/** A zone name that the browser knows; UTC for any other. */
export function knownZone(tz) {
  try {
    new Intl.DateTimeFormat(LOCALE, { timeZone: tz });
    return tz || "UTC";
  } catch {
    return "UTC";
  }
}

/** Wall clock of `date` in `tz`: {year, month, day, hour, minute, second}, numbers. */
export function wall(date, tz) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  const parts = {};
  for (const { type, value } of formatter(options, tz).formatToParts(date)) parts[type] = Number(value);
  return parts;
}

/** The instant at which the wall clock of `tz` shows this; the later one in a gap. */
export function instant({ year, month, day, hour = 0, minute = 0 }, tz) {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  let guess = asUtc;
  for (let round = 0; round < 3; round += 1) guess = asUtc - offset(new Date(guess), tz);
  return new Date(guess);
}

function offset(date, tz) {
  const w = wall(date, tz);
  const shown = Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second);
  return shown - Math.floor(date.getTime() / 1000) * 1000;
}

const two = (n) => String(n).padStart(2, "0");

/** `2026-03-01` in `tz`. */
export function isoDay(date, tz) {
  const w = wall(date, tz);
  return `${String(w.year).padStart(4, "0")}-${two(w.month)}-${two(w.day)}`;
}

/** `09:30` in `tz`. */
export function isoTime(date, tz) {
  const w = wall(date, tz);
  return `${two(w.hour)}:${two(w.minute)}`;
}

/** Reads `2026-03-01` and `09:30` as wall time of `tz`; null when incomplete. */
export function fromInput(day, time, tz) {
  const d = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  const t = /^(\d{2}):(\d{2})/.exec(time ?? "");
  if (!d || !t) return null;
  return instant({ year: +d[1], month: +d[2], day: +d[3], hour: +t[1], minute: +t[2] }, tz);
}

/** The same wall time `days` later, or at `hour` o'clock when given. */
export function addDays(date, days, tz, hour) {
  const w = wall(date, tz);
  const moved = new Date(Date.UTC(w.year, w.month - 1, w.day + days));
  return instant(
    {
      year: moved.getUTCFullYear(),
      month: moved.getUTCMonth() + 1,
      day: moved.getUTCDate(),
      hour: hour ?? w.hour,
      minute: hour === undefined ? w.minute : 0,
    },
    tz,
  );
}

/** 0 = Sunday, in `tz`. */
export function weekday(date, tz) {
  const w = wall(date, tz);
  return new Date(Date.UTC(w.year, w.month - 1, w.day)).getUTCDay();
}

export function timeOfDay(date, tz, seconds = false) {
  const options = { hour: "numeric", minute: "2-digit", ...(seconds && { second: "2-digit" }) };
  return formatter(options, tz)
    .format(date)
    .replace(/\u202f/g, "\u00a0");
}

/** `Tuesday, November 4, 2025 at 9:05:11 AM`, for titles and screen readers. */
export function fullMoment(date, tz) {
  return `${longDay(date, tz, true)} at ${timeOfDay(date, tz, true)}`;
}

/** `Tue, Nov 4, 2025, 9:05 AM`. */
export function shortMoment(date, tz) {
  return `${shortDay(date, tz)}, ${wall(date, tz).year}, ${timeOfDay(date, tz)}`;
}

/** `Mon, Mar 2`. */
export function shortDay(date, tz) {
  return formatter({ weekday: "short", month: "short", day: "numeric" }, tz).format(date);
}

/** `Today`, `Yesterday`, `Tuesday, November 4th`: the divider between days. */
export function dayDivider(date, now, tz) {
  return nearDay(date, now, tz) ?? ordinalDay(date, tz, wall(date, tz).year !== wall(now, tz).year);
}

function longDay(date, tz, year) {
  return formatter({ weekday: "long", month: "long", day: "numeric", ...(year && { year: "numeric" }) }, tz).format(
    date,
  );
}

function ordinalDay(date, tz, year) {
  const head = formatter({ weekday: "long", month: "long" }, tz).formatToParts(date);
  const part = (type) => head.find((p) => p.type === type).value;
  const w = wall(date, tz);
  return `${part("weekday")}, ${part("month")} ${ordinal(w.day)}${year ? `, ${w.year}` : ""}`;
}

function ordinal(n) {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${tail}`;
}

function nearDay(date, now, tz) {
  const day = isoDay(date, tz);
  if (day === isoDay(now, tz)) return "Today";
  if (day === isoDay(addDays(now, -1, tz), tz)) return "Yesterday";
  if (day === isoDay(addDays(now, 1, tz), tz)) return "Tomorrow";
  return null;
}

/** `4 minutes ago`, `in 2 days`. */
export function ago(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const units = [
    ["year", 31536000],
    ["month", 2592000],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const words = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

/** Slack's date templates: `{date_short_pretty} at {time}`. */
export function template(format, date, now, tz) {
  const f = (options) => formatter(options, tz).format(date);
  const md = { month: "long", day: "numeric" };
  const pretty = (text) => nearDay(date, now, tz)?.toLowerCase() ?? text;
  const w = wall(date, tz);
  const full = `${f({ month: "long" })} ${ordinal(w.day)}, ${w.year}`;
  const short = f({ month: "short", day: "numeric", year: "numeric" });
  const long = longDay(date, tz, true);
  const tokens = {
    date_num: () => isoDay(date, tz),
    date_slash: () => `${two(w.month)}/${two(w.day)}/${w.year}`,
    date: () => full,
    date_full: () => full,
    date_pretty: () => pretty(full),
    date_short: () => short,
    date_short_full: () => short,
    date_short_pretty: () => pretty(short),
    date_long: () => long,
    date_long_full: () => long,
    date_long_pretty: () => pretty(long),
    day_divider_pretty: () => dayDivider(date, now, tz),
    month_day: () => f(md),
    time: () => timeOfDay(date, tz),
    time_secs: () => timeOfDay(date, tz, true),
    ago: () => ago(date, now),
  };
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => tokens[name]?.() ?? whole);
  return format.startsWith("{") ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
