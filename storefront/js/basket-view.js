/** A prepared basket in words: what is in it, and what of it does not fit the sale any more. */

import { clock } from "./clock.js";
import { countryName } from "./countries.js";
import { $, announce, fill, h, show, write } from "./dom.js";
import { Line } from "./line.js";
import { momentOf, renderMoment as renderState } from "./moment.js";
import { stateOf } from "./sale-state.js";
import * as view from "./sale-view.js";
import { language, t } from "./texts.js";

/** @typedef {import("./contract.js").Basket} Basket */
/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./sale-state.js").Kind} Kind */
/** @typedef {import("./types.js").Key} Key */

/** @type {Kind | null} */
let shownKind = null;
let again = () => {};
const line = new Line(() => again());

/** Everything that an order of it would say. @param {Basket} basket  @param {boolean} hasPools  whether there are several */
export function renderBasket(basket, hasPools) {
  const { name, street, postcode, city, country } = basket.delivery;
  const lines = [name, street, `${postcode} ${city}`, countryName(country, language())];
  fill(
    $("facts"),
    ...fact("fact.title", basket.title),
    ...(hasPools ? fact("fact.pool", view.poolName(basket.pool)) : []),
    ...fact("fact.quantity", view.number(basket.quantity)),
    ...fact("fact.unitPrice", view.price(basket.price)),
    ...fact("fact.total", h("strong", {}, view.price(basket.total)), h("span", { class: "soft" }, t("fact.included"))),
    ...fact("fact.payment", t(`payment.${basket.payment}`)),
    ...fact("fact.delivery", ...lines.flatMap((line, i) => [i > 0 && ", ", h("bdi", {}, line)])),
    ...(basket.seller ? fact("fact.seller", basket.seller) : []),
  );
  renderFaults(basket);
}

/** How units of a pool are paid: the plan says so, nobody chooses. @param {PublicSale | null} sale  @param {string | null} pool */
export function paymentOf(sale, pool) {
  return (sale?.pools.find((each) => each.pool === pool) ?? sale?.pools[0])?.payment ?? "invoice";
}

/** @param {Basket} basket */
function renderFaults({ faults }) {
  const items = faults.map(({ field }) => h("li", {}, t(`unfit.${field}`)));
  fill($("unfit"), h("p", {}, h("strong", {}, t("basket.unfit"))), h("ul", {}, ...items));
  show("unfit", items.length > 0);
}

/** Draws what changes with each second. @param {PublicSale} sale  @param {Basket | null} basket */
export function renderMoment(sale, basket) {
  if (!clock.isKnown) return;
  again = () => renderMoment(sale, basket);
  const now = clock.now();
  const state = stateOf(sale, now);
  const standing = line.standing(sale, now);
  const moment = momentOf(sale, state, standing, now);
  const fits = !basket?.faults.length;
  $("moment").dataset.kind = state.kind;
  renderState(moment, now);
  show("join-first", moment.canJoin);
  show("buy-button", moment.canBuy && fits);
  show("not-yet", moment.until > now && !moment.canJoin && fits);
  write($("not-yet"), t(standing ? "line.basket" : "basket.notYet"));
  if (shownKind !== null && shownKind !== state.kind && state.kind === "open") announce(t("say.open"));
  shownKind = state.kind;
}

/** @param {Key} name  @param {...import("./dom.js").Child} value */
function fact(name, ...value) {
  return [h("dt", {}, t(name)), h("dd", {}, ...value)];
}
