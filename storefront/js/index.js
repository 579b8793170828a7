/** Coming and running sales; those that ended today come last. */

import { call, pause, Problem, seen } from "./api.js";
import { clock } from "./clock.js";
import { $, h, redraw, show } from "./dom.js";
import { begin, loaded } from "./page.js";
import { showBroken } from "./problems.js";
import { card } from "./sale-card.js";
import { stateOf } from "./sale-state.js";
import { locale, t } from "./texts.js";

/** @typedef {import("./contract.js").ListedSale} ListedSale */

const EVERY_MS = 30_000;
const JITTER_MS = 10_000;
const GROUPS = /** @type {const} */ (["open", "coming", "over"]);
const GROUP_OF = { open: "open", soldOut: "open", paused: "open", before: "coming", between: "coming", closed: "over" };

/** @type {ListedSale[] | null} */
let sales = null;
/** @type {Problem | null} */
let problem = null;

function render() {
  showBroken(sales ? null : problem);
  if (!sales) return;
  loaded();
  show("none", sales.length === 0);
  const now = clock.now();
  const all = sales.map((sale) => ({ ...sale, now: "", kind: stateOf(sale, now).kind }));
  const grouped = GROUPS.map((group) => ({ group, members: all.filter(({ kind }) => GROUP_OF[kind] === group) }));
  redraw($("groups"), locale(), grouped.filter(({ members }) => members.length), ({ group, members }) =>
    h(
      "section",
      { "aria-labelledby": group },
      h("h2", { id: group }, t(`index.${group}`)),
      h("ul", { class: "list" }, ...members.map(card)),
    ),
  );
}

async function look() {
  try {
    sales = (await call("listSales", {})).body.sales;
    problem = null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem = error;
  }
}

const first = look();
await begin("index.title", render);
await first;
render();
setInterval(() => document.hidden || render(), 1000);
for (let wait = EVERY_MS; ; wait = EVERY_MS + Math.random() * JITTER_MS) {
  await pause(wait);
  await seen();
  await look();
  render();
}
