/** Other sales on a sale's page: a way on for who comes too late. */

import { call, pause, seen } from "./api.js";
import { clock } from "./clock.js";
import { $, redraw, show } from "./dom.js";
import { card } from "./sale-card.js";
import { stateOf } from "./sale-state.js";
import { locale } from "./texts.js";

/** @typedef {import("./contract.js").ListedSale} ListedSale */

const EVERY_MS = 10_000;
const MOST = 3;
/** @type {ListedSale[]} */
let others = [];

/** Asks for other sales, and now and then again. @param {string} own  the sale that is shown */
export async function findOthers(own) {
  for (;;) {
    const found = await call("listSales", {}).catch(() => null); // without them the page is whole, too
    if (found) others = found.body.sales.filter(({ sale }) => sale !== own);
    renderOthers();
    await pause(EVERY_MS * (1 + Math.random() / 4));
    await seen();
  }
}

/** Draws the next few that one can still go to. */
export function renderOthers() {
  const shown = others.filter(isToBeHad).slice(0, MOST);
  redraw($("other-list"), locale(), shown.map((sale) => ({ ...sale, now: "" })), card);
  show("others", shown.length > 0);
}

/** @param {ListedSale} sale */
function isToBeHad(sale) {
  return ["open", "before", "between"].includes(stateOf(sale, clock.now()).kind);
}
