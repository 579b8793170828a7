/** Where one goes on after an empty pool: to the next one, as a choice to press, for nobody is moved, or to the list. */

import { $, h } from "./dom.js";
import { promiseText } from "./promise.js";
import { poolName } from "./sale-view.js";
import { t, tn } from "./texts.js";

/** @typedef {import("./contract.js").NextPool} NextPool */

/**
 * Adds it to what was said of a refusal.
 *
 * @param {string} place  id of the summary  @param {NextPool} next
 * @param {"next.take" | "next.prepare"} words  on the button
 * @param {number} asked  how many were wanted
 * @param {(pool: string, quantity: number) => void} take  what to do for whoever presses it
 */
export function offerNext(place, next, words, asked, take) {
  const pool = poolName(next.pool);
  const quantity = Math.min(asked, next.largest);
  const promised = promiseText(next);
  const said = `${t("next.is", { pool })} ${promised && `${promised}.`}`.trim();
  const button = h("button", { type: "button", id: "take-next" }, t(words, { pool, units: tn("units", quantity) }));
  button.addEventListener("click", () => take(next.pool, quantity));
  $(place).append(h("p", {}, said), h("p", {}, button));
}

/** Adds the way to the waiting list, if the sale has one. @param {string} place  @param {import("./contract.js").PublicSale | null} sale */
export function offerList(place, sale) {
  if (!sale?.waitlist) return;
  const href = `sale.html?sale=${encodeURIComponent(sale.sale)}&list=1`;
  $(place).append(h("p", {}, h("a", { href }, t("buy.toList"))));
}
