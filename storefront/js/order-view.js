/** An order drawn: its state, its content, and its history as a line of events. */

import { countryName } from "./countries.js";
import { $, as, fill, h, mailLink, show, write } from "./dom.js";
import { instant, ownZone } from "./format.js";
import { name } from "./page.js";
import { renderPayment } from "./payment-view.js";
import { promiseText } from "./promise.js";
import { number, price, time } from "./sale-view.js";
import { language, locale, t } from "./texts.js";
import { renderWithdrawal } from "./withdrawal.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */
/** @typedef {OrderPage["history"][number]} Event */

/** The API says this where a shopper gave no reason. */
const NO_REASON = "Cancelled by the shopper.";
/** And this where an order ended unpaid. */
const UNPAID = "Not paid in time.";

/** So many years after the one of the order it is kept, as the law asks. */
const KEPT_YEARS = 8;

/** @type {readonly string[]} */
const CANCELLABLE = ["placed", "awaiting_payment", "paid", "in_fulfilment"];

/** The order that a link's token reads; null if it is none. Not verified: the server does that. @param {string} token */
export function orderOf(token) {
  try {
    const payload = token.split(".")[1] ?? "";
    const { sub } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return /^[\w-]{20}$/.test(sub) ? String(sub) : null;
  } catch {
    return null;
  }
}

/** What an order that is paid first may end as, with money on its way. @type {readonly string[]} */
const MONEY_COMES_BACK = ["cancelled", "expired"];

let drawn = "";

/**
 * Draws only what has changed, so that whoever copies a number from the page is not disturbed.
 *
 * @param {OrderPage} order  @param {boolean} isOwn  whether its shopper is signed in
 */
export function renderOrder(order, isOwn) {
  name(order.title);
  const now = JSON.stringify([locale(), isOwn, { ...order, link: "" }]);
  if (now === drawn) return;
  drawn = now;
  $("order").dataset.state = order.state;
  write($("state"), t(`order.${order.state}`));
  write($("state-text"), stateText(order));
  const { name: who, street, postcode, city, country } = order.delivery;
  const place = [who, street, `${postcode} ${city}`, countryName(country, language())];
  fill(
    $("facts"),
    ...fact("fact.number", h("code", {}, order.order)),
    ...fact("fact.title", order.title),
    ...fact("fact.quantity", number(order.quantity)),
    ...fact("fact.unitPrice", price(order.price)),
    ...fact("fact.total", h("strong", {}, price(order.total))),
    ...(order.promise ? fact("fact.promise", promiseText({ ...order.promise, to_come: false })) : []),
    ...fact("fact.delivery", ...place.flatMap((line, i) => [i > 0 && h("br", {}), h("bdi", {}, line)])),
    ...(order.seller || order.contact ? fact("fact.seller", ...soldBy(order)) : []),
    ...fact("fact.email", order.email),
    ...fact("fact.listedAs", h("code", {}, order.listed_as), reportHint(order.sale)),
  );
  const year = new Date(order.placed_at).getUTCFullYear() + KEPT_YEARS;
  write($("kept"), t("order.kept", { year }));
  fill($("history"), ...order.history.map(event));
  const canCancel = CANCELLABLE.includes(order.state);
  show("doing", canCancel || !!order.withdrawal);
  renderPayment(order);
  renderWithdrawal(order);
  show("cancel-button", canCancel && isOwn);
  show("cancel-hint", canCancel && isOwn);
  show("sign-in-first", canCancel && !isOwn);
  as("to-sale", HTMLAnchorElement).href = `sale.html?sale=${encodeURIComponent(order.sale)}`;
  show("link-hint", !isOwn);
}

/** What the state means; goods to come are paid before they are there. @param {OrderPage} order */
function stateText({ state, promise, history }) {
  const mayHavePaid = history[0]?.what === "awaiting_payment";
  if (mayHavePaid && MONEY_COMES_BACK.includes(state)) return `${t(`order.${state}Text`)} ${t("order.moneyBack")}`;
  if (state !== "paid" || !promise?.to_come) return t(`order.${state}Text`);
  const isHere = history.some(({ note }) => note?.kind === "allotted");
  return t(isHere ? "order.allottedText" : "order.toComeText");
}

/** @param {import("./types.js").Key} key  @param {...import("./dom.js").Child} value */
function fact(key, ...value) {
  return [h("dt", {}, t(key)), h("dd", {}, ...value)];
}

/** Who sells, and where they answer. @param {OrderPage} order */
function soldBy({ seller, contact }) {
  return [seller, seller && contact && h("br", {}), mailLink(contact)];
}

/** What the row's name in the report is for, and the way there. @param {string} sale */
function reportHint(sale) {
  const address = `v1/sales/${encodeURIComponent(sale)}/report`;
  return h("p", { class: "hint" }, t("order.listedAs"), " ", h("a", { href: address }, t("order.toReport")));
}

/** @param {Event} event */
function event({ at, by, what, note, reason, detail, amount, shipment, told_at, mail }) {
  return h(
    "li",
    { "data-state": what },
    h("p", { class: "what" }, t(`event.${note ? note.kind : what}`)),
    h("p", { class: "soft" }, time(Date.parse(at)), " · ", t(`by.${by}`)),
    reason && h("p", {}, t("event.reason"), " ", inWords(reason, by)),
    shipment && parcel(shipment),
    amount && h("p", {}, t("event.amount"), " ", h("strong", {}, price(amount))),
    note?.text && h("p", {}, note.on && t("event.reason"), note.on && " ", h("bdi", {}, note.text)),
    note?.on && h("p", {}, t("event.laterText", { day: instant(Date.parse(note.on), "day", locale(), "UTC") })),
    detail && by !== "marketer" && detailed(what, detail),
    h("p", { class: "soft told" }, ...(told_at ? told(at, told_at) : [t("event.notTold")]), mail === "delivered" && t("event.mailDelivered")),
    (mail === "bounced" || mail === "complained") && h("p", { class: "error mail" }, t(`event.mail.${mail}`)),
  );
}

/** Who declared it, or by which booking it was paid. @param {Event["what"]} what  @param {string} detail */
function detailed(what, detail) {
  return h("p", {}, t(what === "withdrawn" ? "event.declaredBy" : "event.detail"), " ", h("bdi", {}, detail));
}

/** Ours in the reader's words, a person's in theirs. @param {string} reason  @param {Event["by"]} by */
function inWords(reason, by) {
  if (by === "shopper" && reason === NO_REASON) return t("event.ownWish");
  return by === "system" && reason === UNPAID ? t("event.unpaid") : h("bdi", {}, reason);
}

/** When the mail was sent; the day only if it is another. @param {string} at  @param {string} toldAt */
function told(at, toldAt) {
  const [day, toldDay] = [at, toldAt].map((each) => instant(Date.parse(each), "day", locale(), ownZone()));
  return [t("event.told"), " ", time(Date.parse(toldAt), day === toldDay ? "clock" : "moment")];
}

/** @param {NonNullable<Event["shipment"]>} shipment */
function parcel({ carrier, number: parcelNumber, link }) {
  const address = webAddress(link);
  const named = t("event.parcel", { carrier, number: parcelNumber });
  const follow = address && h("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, t("event.follow"));
  return h("p", {}, named, follow && " ", follow);
}

/** A link's address, if it leads to the web; nothing for any other. @param {string | null} address */
export function webAddress(address) {
  try {
    const url = new URL(address ?? "");
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
