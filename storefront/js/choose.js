/** The first half of buying: how many, from which pool, and when. */

import { clock } from "./clock.js";
import { $, announce, as, fill, h, redraw, show, write } from "./dom.js";
import { Line } from "./line.js";
import { momentOf, renderMoment as renderState } from "./moment.js";
import { promiseText } from "./promise.js";
import { isEmpty, stateOf } from "./sale-state.js";
import * as view from "./sale-view.js";
import { locale, t, tn } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./sale-state.js").Kind} Kind */

/** @type {Kind | null} */
let shownKind = null;
/** @type {import("./types.js").Stage | null} */
let shownStage = null;
let again = () => {};
const line = new Line(() => again());
/** Whether a pool was found empty, however little the sale tells of what is left. */
let isRefused = false;

/** What was chosen: how many, and from which pool if there are several. */
export function chosen() {
  const pool = document.querySelector("input[name=pool]:checked");
  return {
    quantity: Number(as("quantity", HTMLSelectElement).value),
    pool: pool instanceof HTMLInputElement ? pool.value : null,
  };
}

/** Notes that what was chosen is empty, so that the way to the list stays. @returns {string | null} the pool */
export function emptied() {
  isRefused = true;
  return chosen().pool;
}

/** Chooses a pool, and how many of it, as if somebody had. @param {string} pool  @param {number} quantity */
export function choose(pool, quantity) {
  as("quantity", HTMLSelectElement).value = String(quantity);
  for (const each of document.querySelectorAll("input[name=pool]")) {
    if (each instanceof HTMLInputElement) each.checked = each.value === pool;
  }
}

/** Whether a pool has still to be chosen. */
export function lacksPool() {
  return !!document.querySelector("input[name=pool]") && chosen().pool === null;
}

/** Options from 1 to a limit; what was chosen stays chosen. @param {HTMLSelectElement} select @param {number} limit */
export function offerQuantities(select, limit) {
  const before = Number(select.value) || 1;
  const numbers = Array.from({ length: limit }, (_, place) => place + 1);
  const isNew = redraw(select, locale(), numbers, (each) => h("option", { value: String(each) }, view.number(each)));
  if (isNew) select.value = String(Math.min(before, limit));
}

/** Draws what changes with each look at the sale. @param {PublicSale} sale */
export function renderChoice(sale) {
  renderWish(sale);
  renderMoment(sale);
}

/** Draws how many there may be, and from which pools. @param {PublicSale} sale */
export function renderWish(sale) {
  offerQuantities(as("quantity", HTMLSelectElement), sale.limit);
  write($("quantity-hint"), t("buy.limit", { units: tn("units", sale.limit), price: view.price(sale.price) }));
  show("pools", sale.pools.length > 1);
  if (sale.pools.length > 1) renderPools(sale);
}

/** The radio buttons are made once, so that nobody's choice or place is lost. @param {PublicSale} sale */
function renderPools(sale) {
  const list = $("pool-list");
  if (list.childElementCount !== sale.pools.length) {
    const first = sale.pools[0];
    fill(
      list,
      ...sale.pools.map((pool) =>
        h(
          "label",
          { class: "option" },
          h("input", { type: "radio", name: "pool", value: pool.pool, checked: pool === first && !isEmpty(pool) }),
          h("span", {}, h("span", {}), h("span", { class: "elsewhere" })),
          h("span", { class: "soft" }),
        ),
      ),
    );
  }
  sale.pools.forEach((pool, place) => {
    const [name, promised, rest] = list.children[place]?.querySelectorAll("span span, .soft") ?? [];
    if (name) write(name, view.poolName(pool.pool));
    if (promised) write(promised, promiseText(pool));
    if (rest) write(rest, view.poolText(pool));
  });
}

/** Draws what changes with each second. @param {PublicSale} sale */
export function renderMoment(sale) {
  if (!clock.isKnown) return;
  again = () => renderMoment(sale);
  const now = clock.now();
  const state = stateOf(sale, now);
  const standing = line.standing(sale, now);
  const moment = momentOf(sale, state, standing, now);
  const isComing = state.kind === "before" || state.kind === "between";
  const isOn = (isComing || state.kind === "open") && !moment.canJoin;
  $("choose").dataset.kind = state.kind;
  renderState(moment, now);
  show("join-first", moment.canJoin);
  show("to-list", !!sale.waitlist && (state.kind === "soldOut" || (state.kind === "open" && (isRefused || sale.pools.some(isEmpty)))));
  as("list-link", HTMLAnchorElement).href = `sale.html?sale=${encodeURIComponent(sale.sale)}&list=1`;
  show("reserve-form", isOn);
  show("reserve-button", moment.canBuy);
  show("not-yet", isOn && !moment.canBuy);
  write($("not-yet"), t(standing ? "line.notYet" : "buy.notYet"));
  if (moment.stage === "turn" && shownStage && shownStage !== "turn") announce(t("say.turn"));
  shownStage = moment.stage;
  if (shownKind !== null && shownKind !== state.kind) say(state.kind);
  shownKind = state.kind;
}

/** @param {Kind} kind */
function say(kind) {
  if (kind === "open") announce(t(shownKind === "soldOut" ? "say.back" : "say.open"));
  else if (kind === "soldOut" || kind === "paused" || kind === "closed") announce(t(`say.${kind}`));
}
