/** A sale in words: its price, its state, the countdown, what is left, and its hours. */

import { clock } from "./clock.js";
import { fill, h, write } from "./dom.js";
import { amount, count, instant, ownZone, parts, span, zoneName } from "./format.js";
import { left, showsTheSame } from "./sale-state.js";
import { locale, t, tn } from "./texts.js";

/** @typedef {import("./contract.js").Money} Money */
/** @typedef {import("./contract.js").ListedSale} ListedSale */
/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./sale-state.js").State} State */

/** @param {Money} money */
export function price(money) {
  return amount(money, locale());
}

/** @param {number} n */
export function number(n) {
  return count(n, locale());
}

/** The price, and the regular one beside it. @param {ListedSale | PublicSale} sale */
export function prices(sale) {
  return [
    h("strong", {}, price(sale.price)),
    sale.reference_price && h("span", { class: "soft" }, t("sale.instead"), " ", h("s", {}, price(sale.reference_price))),
  ];
}

/** A span in the unit in which it is a round number. @param {number} seconds */
export function duration(seconds) {
  return seconds % 60 ? tn("seconds", seconds) : tn("minutes", seconds / 60);
}

/** What a sale is, in a word or two. @param {State} state */
export function stateLabel({ kind }) {
  return t(`state.${kind}`);
}

/**
 * An instant with the name of the reader's zone, and UTC beside it.
 *
 * @param {number} at  @param {"moment" | "full" | "clock"} style
 */
export function time(at, style = "moment") {
  const zone = ownZone();
  const name = zoneName(at, locale(), zone);
  const utc = `${instant(at, style === "full" ? "time" : "clock", locale(), "UTC")} UTC`;
  const own = `${instant(at, style, locale(), zone)} ${name}`;
  const text = name === "UTC" ? [own] : [own, " ", h("span", { class: "utc" }, `(${utc})`)];
  return h("time", { datetime: new Date(at).toISOString() }, ...text);
}

/** The same as mere text, for sentences. @param {number} at  @param {"moment" | "full" | "clock"} style */
export function timeText(at, style) {
  return time(at, style).textContent ?? "";
}

/** What comes next in a state, in a sentence. @param {PublicSale} sale  @param {State} state */
export function explanation(sale, { kind, opensAt, closesAt }) {
  const until = sale.may_return_until ? Date.parse(sale.may_return_until) : NaN;
  if (kind === "soldOut" && sale.waitlist) return t("explain.list");
  if (kind === "soldOut") {
    return until > clock.now() ? t("explain.mayReturn", { until: timeText(until, "clock") }) : t("explain.soldOut");
  }
  if (kind === "open") return t("explain.open", { until: timeText(closesAt, "full") });
  if (kind === "before" || kind === "between") return t("explain.before", { at: timeText(opensAt, "full") });
  return t(`explain.${kind}`);
}

/** Shows what is left of a span in an element: its cells are made once, then only their figures change. */
export function showCountdown(/** @type {HTMLElement} */ element, /** @type {number} */ milliseconds) {
  const { days, ...rest } = parts(milliseconds);
  const shown = Object.entries(days ? { days, ...rest } : rest);
  if (element.childElementCount !== shown.length || element.lang !== locale()) {
    element.lang = locale();
    fill(element, ...shown.map(() => h("span", { class: "cell" }, h("b", {}), h("span", {}))));
  }
  shown.forEach(([unit, n], place) => {
    const [figure, label] = element.children[place]?.children ?? [];
    if (!figure || !label) return;
    write(figure, unit === "days" ? number(n) : String(n).padStart(2, "0"));
    write(label, tn(/** @type {"unit.days"} */ (`unit.${unit}`), n));
  });
}

/** What is left of a sale, as a number or in a word; null if it is hidden. @param {PublicSale} sale */
export function leftText(sale) {
  const found = left(sale);
  if (found === null) return null;
  return typeof found === "number" ? t("left.exact", { n: number(found), units: number(sale.units) }) : t(`left.${found}`);
}

/** A pool's id as one reads it: `new-york` is New York. @param {string} pool */
export function poolName(pool) {
  const words = pool.split("-").filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

/** What one pool has left, in words. @param {PublicSale["pools"][number]} pool */
export function poolText({ remaining, units }) {
  if (remaining === undefined) return tn("units", units);
  return typeof remaining === "number"
    ? t("left.exact", { n: number(remaining), units: number(units) })
    : t(`left.${remaining}`);
}

/** Whom a window serves, if not everybody. @param {ListedSale["windows"][number]} window */
function accessText({ access, until_at }) {
  if (access === "invited" || !until_at) return t("window.invited");
  return t("window.registered", { at: timeText(Date.parse(until_at), "full") });
}

/**
 * A window in the reader's zone, in the seller's where its clocks show something else, and in UTC.
 *
 * @param {ListedSale["windows"][number]} window  @param {string} zone  the seller's
 */
export function windowItem(window, zone) {
  const [from, to] = [Date.parse(window.opens_at), Date.parse(window.closes_at)];
  const own = span(from, to, locale(), ownZone());
  const line = (/** @type {string} */ where, /** @type {string} */ of) => {
    const { day, time } = span(from, to, locale(), of);
    const shown = of === "UTC" ? time.replace(/ UTC$/, "") : time;
    return h("span", { class: "elsewhere" }, `${where}: ${day === own.day ? "" : `${day}, `}${shown}`);
  };
  const same = showsTheSame(window.opens_local, from, ownZone()) && showsTheSame(window.closes_local, to, ownZone());
  return h(
    "li",
    {},
    h("time", { datetime: window.opens_at }, h("span", { class: "day" }, own.day), h("span", {}, own.time)),
    !same && zone !== "UTC" && line(t("sale.sellersTime", { zone: zone.replaceAll("_", " ") }), zone),
    window.access !== "open" && h("span", { class: "elsewhere" }, accessText(window)),
    zoneName(from, locale(), ownZone()) !== "UTC" && line(zone === "UTC" ? t("sale.utc") : "UTC", "UTC"),
  );
}

/** Who is served first, in a sentence. @param {ListedSale | PublicSale} sale */
export function orderText({ line }) {
  return t(!line ? "served.first" : line.spread_seconds ? "served.drawn" : "served.line");
}

/** Whom the plan refuses, in sentences. @param {PublicSale} sale */
export function ruleTexts({ refuse_throwaway, domain_limit, household_limit }) {
  return [
    ...(refuse_throwaway ? [t("rule.throwaway")] : []),
    ...(domain_limit ? [tn("rule.domain", domain_limit)] : []),
    ...(household_limit ? [tn("rule.household", household_limit)] : []),
  ];
}
