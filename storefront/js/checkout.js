/** The second half of buying: the time left, the address, and what is ordered. */

import { call } from "./api.js";
import { countryName } from "./countries.js";
import { delivery, FIELDS, fillIn, isUntouched } from "./delivery.js";
import { $, announce, fill, h, show, write } from "./dom.js";
import { stopwatch } from "./format.js";
import { promiseText } from "./promise.js";
import * as view from "./sale-view.js";
import { language, t, tn } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./contract.js").Reservation} Reservation */

const MINUTE_MS = 60_000;
/** When the time left is said aloud, in minutes. */
const SAID_AT = /** @type {const} */ ([5, 1]);

let leftBefore = Infinity;
let hasAsked = false;

/** @param {Reservation} held  @param {PublicSale | null} sale */
export function renderHeld(held, sale) {
  const title = sale?.title ?? "";
  write($("held-what"), t("held.what", { units: view.number(held.quantity), title }));
  show("change-button", !held.offered); // what is given back goes to the next on the list
  fill($("held-until"), t("held.until"), " ", view.time(Date.parse(held.deadline), "clock"));
  fill(
    $("facts"),
    ...fact("fact.title", title),
    ...(sale ? stock(sale, held.pool) : []),
    ...fact("fact.quantity", view.number(held.quantity)),
    ...fact("fact.unitPrice", view.price(held.price)),
    ...fact("fact.total", h("strong", {}, view.price(held.total)), h("span", { class: "soft" }, t("fact.included"))),
    ...fact("fact.delivery", h("span", { id: "fact-delivery" })),
    ...(sale?.seller ? fact("fact.seller", sale.seller) : []),
  );
  renderDelivery();
}

/** Which stock it is, if there are several, what that promises, and how it is paid. @param {PublicSale} sale  @param {string} name */
function stock(sale, name) {
  const pool = sale.pools.find((each) => each.pool === name);
  const promised = pool && promiseText({ ...pool, payment: "" });
  return [
    ...(sale.pools.length > 1 ? fact("fact.pool", view.poolName(name)) : []),
    ...(promised ? fact("fact.promise", promised) : []),
    ...(pool ? fact("fact.payment", t(`payment.${pool.payment}`)) : []),
  ];
}

/**
 * @param {import("./types.js").Key} name
 * @param {...import("./dom.js").Child} value
 */
function fact(name, ...value) {
  return [h("dt", {}, t(name)), h("dd", {}, ...value)];
}

/** What is typed, as it will be ordered. */
export function renderDelivery() {
  const { name, street, postcode, city, country } = delivery();
  const lines = [name, street, `${postcode} ${city}`.trim(), country && countryName(country, language())];
  const isWhole = FIELDS.every((field) => delivery()[field]);
  const each = lines.flatMap((line, i) => [i > 0 && ", ", h("bdi", {}, line)]);
  fill($("fact-delivery"), ...(isWhole ? each : [t("fact.noDelivery")]));
}

/**
 * Shows the time left, and says it aloud at five minutes and at one.
 *
 * @param {number} milliseconds  @param {boolean} isPaused  the deadline stands still
 */
export function renderTimeLeft(milliseconds, isPaused) {
  show("time-left-line", !isPaused);
  show("held-until", !isPaused);
  show("held-paused", isPaused);
  if (isPaused) return;
  const [before = "", after = ""] = t("held.left", { time: "|" }).split("|");
  write($("left-before"), before);
  write($("time-left"), stopwatch(milliseconds));
  write($("left-after"), after);
  $("hold-bar").classList.toggle("urgent", milliseconds <= MINUTE_MS);
  const passed = SAID_AT.find((minutes) => leftBefore > minutes * MINUTE_MS && milliseconds <= minutes * MINUTE_MS);
  if (passed && leftBefore < Infinity) announce(t("say.left", { time: tn("minutes", passed) }));
  leftBefore = milliseconds;
}

/** Fills in the remembered address, once, unless something has been typed. */
export async function fillInRemembered() {
  if (hasAsked || !isUntouched()) return;
  hasAsked = true;
  const { body } = await call("showMe", {});
  if (!body.delivery || !isUntouched()) return;
  fillIn(body.delivery);
  show("remembered", true);
  renderDelivery();
}
