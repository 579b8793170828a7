/** Coming and running sales; those that ended today come last. */

import { call, Problem } from "./api.js";
import { clock } from "./clock.js";
import { $, fill, h, show, write } from "./dom.js";
import { begin, loaded } from "./page.js";
import { sentence } from "./problems.js";
import { card } from "./sale-card.js";
import { stateOf } from "./sale-state.js";
import { t } from "./texts.js";

/** @typedef {import("./contract.js").ListedSale} ListedSale */

const EVERY_MS = 30_000;
const JITTER_MS = 10_000;
const GROUPS = /** @type {const} */ (["open", "coming", "over"]);
const GROUP_OF = { open: "open", soldOut: "open", paused: "open", before: "coming", between: "coming", closed: "over" };

/** @type {ListedSale[] | null} */
let sales = null;
/** @type {Problem | null} */
let problem = null;
let shown = "";

function render() {
  show("broken", !!problem && !sales);
  if (problem) write($("broken-text"), sentence(problem));
  if (problem || sales) loaded();
  if (!sales) return;
  show("none", sales.length === 0);
  const now = clock.now();
  const grouped = GROUPS.map((group) => ({
    group,
    members: sales?.filter((sale) => GROUP_OF[stateOf(sale, now).kind] === group) ?? [],
  }));
  fill(
    $("groups"),
    ...grouped
      .filter(({ members }) => members.length)
      .map(({ group, members }) =>
        h(
          "section",
          { "aria-labelledby": group },
          h("h2", { id: group }, t(`index.${group}`)),
          h("ul", { class: "list" }, ...members.map(card)),
        ),
      ),
  );
}

/** Draws only when a sale has changed or turned, so that nobody's place on the page is lost. */
function renderIfTurned() {
  const now = clock.now();
  const seen = JSON.stringify(sales?.map((sale) => [{ ...sale, now: "" }, stateOf(sale, now).kind]));
  if (seen === shown) return;
  shown = seen;
  render();
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

async function lookAgain() {
  if (!document.hidden) await look();
  renderIfTurned();
  setTimeout(lookAgain, EVERY_MS + Math.random() * JITTER_MS);
}

const first = look();
await begin("index.title", render);
await first;
render();
setTimeout(lookAgain, EVERY_MS);
setInterval(renderIfTurned, 1000);
