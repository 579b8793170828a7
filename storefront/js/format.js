/** Amounts, instants and spans as people read them, by `Intl`. Pure: locale and zone come from outside. */

/** @typedef {import("./contract.js").Money} Money */

/** @type {Map<string, any>} */
const made = new Map();

/**
 * Formatters are dear to make; each is made once.
 *
 * @template F
 * @param {string} key  @param {() => F} make  @returns {F}
 */
function once(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/** The reader's own zone. */
export function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** @param {Money} money  @param {string} locale */
export function amount({ amount, currency }, locale) {
  const options = /** @type {const} */ ({ style: "currency", currency });
  const format = once(`${locale} ${currency}`, () => new Intl.NumberFormat(locale, options));
  return format.format(amount / 100); // each currency of the contract has two decimals
}

/** @param {number} n  @param {string} locale */
export function count(n, locale) {
  return once(`${locale} n`, () => new Intl.NumberFormat(locale)).format(n);
}

const TWO = /** @type {const} */ ("2-digit");
/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: { hour: TWO, minute: TWO },
  clock: { hour: TWO, minute: TWO, second: TWO },
  moment: { day: "numeric", month: "short", year: "numeric", hour: TWO, minute: TWO, second: TWO },
  full: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: TWO, minute: TWO },
  zone: { hour: TWO, timeZoneName: "short" },
};

/**
 * @param {number} at  milliseconds
 * @param {"day" | "time" | "clock" | "moment" | "full" | "zone"} style
 * @param {string} locale
 * @param {string} zone
 */
function formatter(at, style, locale, zone) {
  const isWhole = at % 60_000 === 0; // 09:00, but 09:00:30
  const shown = isWhole || !(style === "time" || style === "full") ? STYLES[style] : { ...STYLES[style], second: TWO };
  return once(`${locale} ${zone} ${style} ${isWhole}`, () => {
    const cycle = style === "day" ? {} : { hourCycle: /** @type {const} */ ("h23") };
    return new Intl.DateTimeFormat(locale, { ...shown, ...cycle, timeZone: zone });
  });
}

/**
 * @param {number} at  milliseconds
 * @param {"day" | "time" | "clock" | "moment" | "full"} style
 * @param {string} locale
 * @param {string} zone
 */
export function instant(at, style, locale, zone) {
  return formatter(at, style, locale, zone).format(at);
}

/** The short name of a zone at an instant, such as CET. @param {number} at @param {string} locale @param {string} zone */
export function zoneName(at, locale, zone) {
  const parts = formatter(at, "zone", locale, zone).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/**
 * A window as clocks in one zone show it: the day, from when to when, and how those clocks are called.
 *
 * @param {number} from  @param {number} to  @param {string} locale  @param {string} zone
 */
export function span(from, to, locale, zone) {
  const day = instant(from, "day", locale, zone);
  const end = instant(to, "day", locale, zone);
  const times = [instant(from, "time", locale, zone), instant(to, "time", locale, zone)];
  const until = day === end ? `–${times[1]}` : ` – ${end}, ${times[1]}`;
  const names = [zoneName(from, locale, zone), zoneName(to, locale, zone)];
  // A change of the clocks within the window: each end has its own name then.
  const first = names[0] === names[1] ? times[0] : `${times[0]} ${names[0]}`;
  return { day, time: `${first}${until} ${names[1]}` };
}

/**
 * What is left of a span, in the parts that a countdown shows; never negative, and rounded up, so that nought
 * means that it is over.
 *
 * @param {number} milliseconds
 */
export function parts(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}

/** Minutes and seconds, as 9:41; hours before them only if there are some. @param {number} milliseconds */
export function stopwatch(milliseconds) {
  const { days, hours, minutes, seconds } = parts(milliseconds);
  const whole = days * 24 + hours;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return whole ? `${whole}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
