/** From where goods come, when, and how they are paid first: in words, one after the other. */

import { $, fill, h, show } from "./dom.js";
import { poolName, poolText } from "./sale-view.js";
import { locale, t } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {{place: string, delivers_from: string | null, delivers_by: string | null, to_come: boolean, payment?: string}} Promised */

/** What is promised, in a line; empty if nothing is. @param {Promised} promised */
export function promiseText({ place, delivers_from, delivers_by, to_come, payment }) {
  const said = [
    place && t("promise.place", { place: `\u2068${place}\u2069` }),
    deliveryText(delivers_from, delivers_by),
    to_come && t("promise.toCome"),
    payment === "prepayment" && t("promise.first"),
  ];
  return said.filter(Boolean).join(" · ");
}

/** @param {string | null} from  @param {string | null} by  days, which are the same everywhere */
function deliveryText(from, by) {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" });
  const [first, last] = [from, by].map((day) => day && format.format(Date.parse(day)));
  if (first && last && first !== last) return t("promise.between", { from: first, by: last });
  if (last) return t("promise.by", { day: last });
  return first && t("promise.since", { day: first });
}

/** Shows pools, each with what it has left and promises; of a single one only what it promises. @param {PublicSale["pools"]} pools */
export function showPools(pools) {
  const isOne = pools.length === 1;
  const items = pools.map((pool) =>
    h(
      "li",
      {},
      !isOne && h("span", { class: "day" }, poolName(pool.pool)),
      !isOne && h("span", {}, poolText(pool)),
      h("span", { class: "elsewhere" }, promiseText(pool)),
    ),
  );
  fill($("pools"), ...items);
  show("pools", true);
}
