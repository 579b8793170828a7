/** How an order is paid: to whom, how much, by when, under which reference; and all of it as a code to scan. */

import { $, fill, h, show, write } from "./dom.js";
import { price, time, timeText } from "./sale-view.js";
import { t } from "./texts.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */

const SVG = "http://www.w3.org/2000/svg";
/** As the standard wants it round a QR code, in squares. */
const MARGIN = 4;

/** There as long as the payment is awaited. @param {OrderPage} order */
export function renderPayment({ payment }) {
  show("payment", !!payment);
  if (!payment) return;
  const payBy = Date.parse(payment.pay_by);
  write($("pay-text"), t("pay.text", { amount: price(payment.amount), until: timeText(payBy, "full") }));
  fill(
    $("transfer"),
    ...row("pay.holder", h("bdi", {}, payment.holder)),
    ...row("pay.iban", h("code", {}, inFours(payment.iban))),
    ...(payment.bic ? row("pay.bic", h("code", {}, payment.bic)) : []),
    ...row("pay.amount", h("strong", {}, price(payment.amount))),
    ...row("pay.reference", h("code", {}, inFours(payment.reference))),
    ...row("pay.until", time(payBy, "full")),
  );
  show("transfer-code", !!payment.qr);
  if (payment.qr) fill($("code"), drawn(payment.qr));
}

/** @param {import("./types.js").Key} key  @param {import("./dom.js").Child} value */
function row(key, value) {
  return [h("dt", {}, t(key)), h("dd", {}, value)];
}

/** A number as people type it. @param {string} number */
function inFours(number) {
  return number.replace(/(.{4})(?=.)/g, "$1 ");
}

/** The squares of a code, dark on white in any colour scheme. @param {string[]} rows */
function drawn(rows) {
  const side = String(rows.length + 2 * MARGIN);
  const dark = rows.flatMap((squares, y) =>
    [...squares.matchAll(/1+/g)].map(({ index, 0: { length } }) => `M${index + MARGIN} ${y + MARGIN}h${length}v1h-${length}z`),
  );
  return made(
    "svg",
    { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": t("pay.code"), "shape-rendering": "crispEdges" },
    made("rect", { width: side, height: side, fill: "#fff" }),
    made("path", { d: dark.join(""), fill: "#000" }),
  );
}

/** @param {string} tag  @param {Record<string, string>} attributes  @param {...Node} children */
function made(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
