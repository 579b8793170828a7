/**
 * The waiting list on a sale's page: joining it, waiting, and what is offered. Loaded where there may be somebody to
 * wait; the server knows who does, and is asked calmly while they look.
 */

import { call, pause, Problem, seen } from "./api.js";
import { $, announce, as, confirmed, moveTo } from "./dom.js";
import { whileBusy } from "./page.js";
import { sentence, showFaults } from "./problems.js";
import { keepListed, keepTicket, keptTicket, onSession, session, signIn } from "./session.js";
import { t } from "./texts.js";
import { buildList, renderList } from "./waiting-view.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./contract.js").WaitlistEntry} Entry */
/** @typedef {import("./sale-state.js").State} State */

const EVERY_MS = 10_000;
const JITTER_MS = 4000;
/** In these states something may happen yet. @type {readonly Entry["state"][]} */
const GOES_ON = ["waiting", "offered"];
const isRefused = new URLSearchParams(location.search).has("list");

/** @type {Entry | null} */
let entry = null;
/** @type {string | null} */
let tag = null;
/** Whether it is known if one waits. */
let isKnown = false;
/** Counts what was done: a look that began before tells of what was. */
let steps = 0;

/**
 * Makes the card, and asks where one stands.
 *
 * @param {() => PublicSale | null} sale  as it was last heard of
 * @param {() => void} changed
 */
export async function beginList(sale, changed) {
  const id = sale()?.sale ?? "";
  buildList(id);
  $("list-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!session()) return signIn();
    whileBusy($("list-join"), "list.joining", () => step(id, () => join(sale()), changed, "list.sayJoined"));
  });
  const leave = () => step(id, () => call("leaveList", { params: { sale: id }, headers: tag ? { "If-Match": tag } : {} }), changed);
  for (const [what, busy] of /** @type {const} */ ([["leave", "list.leaving"], ["decline", "list.declining"]])) {
    $(`list-${what}`).addEventListener("click", async () => {
      if (await confirmed(`${what}-dialog`)) whileBusy($(`list-${what}`), busy, leave);
    });
  }
  onSession(() => look(id).then(changed));
  await look(id);
  void follow(id, changed);
}

/** Draws what changes with each second. @param {PublicSale} sale  @param {State} state  @param {number} now */
export function drawList(sale, state, now) {
  if (isKnown) renderList(sale, state, entry, isRefused, now);
}

/** Asks again while something may happen. @param {string} sale  @param {() => void} changed  @returns {Promise<never>} */
async function follow(sale, changed) {
  for (;;) {
    await pause(EVERY_MS + Math.random() * JITTER_MS);
    await seen();
    if (!entry || !GOES_ON.includes(entry.state)) continue;
    const before = entry.state;
    const isHere = $("list").contains(document.activeElement);
    await look(sale);
    changed();
    if (entry?.state === before) continue;
    announce(entry?.state === "offered" ? t("list.sayOffered") : ($("list-state").textContent ?? ""));
    if (isHere) moveTo($("list-state")); // the button that had the keyboard may have gone
  }
}

/** Not to be on the list is no fault; nor is a session that has run out: everybody may see this page. @param {string} sale */
async function look(sale) {
  const before = steps;
  try {
    const answer = session() && (await call("showList", { params: { sale }, isPublic: true }));
    if (before === steps) [entry, tag] = [answer?.body ?? null, answer?.etag ?? null];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (![401, 404].includes(error.status)) showFaults("list-error", [], new Map(), sentence(error));
    else if (before === steps) entry = null;
  }
  if (session()) keepListed(sale, !!entry && GOES_ON.includes(entry.state));
  isKnown = true;
}

/**
 * Does something, and looks what came of it.
 *
 * @param {string} sale  @param {() => Promise<unknown>} work  @param {() => void} changed
 * @param {import("./types.js").Key} [say]
 */
async function step(sale, work, changed, say) {
  showFaults("list-error", [], new Map());
  try {
    await work();
    steps++;
    if (say) announce(t(say));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showFaults("list-error", [], new Map(), refusal(error));
    if (error.code !== "request_reused" && error.code !== "wrong_state") return;
  }
  await look(sale);
  changed();
  if ($("list-error").hidden) moveTo($("list-state"));
}

/** Joins, with one's place in the line where there is one; whoever has none takes the next. @param {PublicSale | null} sale */
async function join(sale) {
  if (!sale) return;
  const params = { sale: sale.sale };
  if (sale.line && !keptTicket(sale.sale)) {
    const { joinLine } = await import("./line-card.js");
    keepTicket(sale, await joinLine(params, ""));
  }
  const ticket = keptTicket(sale.sale)?.ticket;
  const quantity = Number(as("list-quantity", HTMLSelectElement).value);
  const pool = as("list-pool", HTMLSelectElement).value;
  await call("joinList", { params, body: { quantity, pool, ...(ticket && { ticket }) } });
}

/** What a refusal means here. @param {Problem} problem */
function refusal(problem) {
  const { code, body } = problem;
  if (code === "limit_reached") return t("list.tooOften", { limit: body.limit ?? "" });
  if (code === "wrong_state") return t(body.state === "on_sale" ? "list.onSale" : "problem.wrong_state");
  if (code === "not_admitted_yet") return t("list.noDraw");
  if (code === "request_reused" && body.reservation) return t("list.holds");
  return sentence(problem);
}
