/** A sale in a list: one link, with what one needs to choose it. */

import { clock } from "./clock.js";
import { h } from "./dom.js";
import { stateOf } from "./sale-state.js";
import { orderText, prices, stateLabel, time } from "./sale-view.js";
import { t } from "./texts.js";

/** @typedef {import("./contract.js").ListedSale} ListedSale */

/** @param {ListedSale} sale */
export function card(sale) {
  const state = stateOf(sale, clock.now());
  const isComing = state.kind === "before" || state.kind === "between";
  const at = isComing ? state.opensAt : state.kind === "closed" ? NaN : state.closesAt;
  const when = Number.isNaN(at) ? null : [t(isComing ? "card.opens" : "card.closes"), " ", time(at, "full")];
  const address = `sale.html?sale=${encodeURIComponent(sale.sale)}`;
  return h(
    "li",
    { class: "card", "data-kind": state.kind },
    h("p", { class: "state" }, isComing ? t("card.coming") : stateLabel(state)),
    h("h3", {}, h("a", { href: address }, sale.title)),
    sale.seller && h("p", { class: "soft" }, t("sale.by", { seller: sale.seller })),
    h("p", { class: "price" }, ...prices(sale)),
    (isComing || state.kind === "open") && h("p", { class: "soft" }, orderText(sale)),
    when && h("p", { class: "when" }, ...when),
  );
}
