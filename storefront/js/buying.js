/**
 * Where a purchase stands, and every step from there: choosing, holding, ordering, and each refusal.
 *
 * The server knows what is held; it is asked first of all, so that a reload, a second tab, a closed laptop or a
 * lost answer all lead to where one was.
 */

import { Problem } from "./api.js";
import { fillInRemembered, renderHeld, renderTimeLeft } from "./checkout.js";
import { choose, emptied, renderChoice, renderMoment } from "./choose.js";
import { clock } from "./clock.js";
import { delivery, faults, FIELDS, nameCountries } from "./delivery.js";
import { $, announce, as, moveTo, showOnly, write } from "./dom.js";
import { goToOrder, Hold, orderAddress } from "./hold.js";
import { offerNext } from "./next-pool.js";
import { loaded, name, whileBusy } from "./page.js";
import { faultsOf, sentence, showBroken, showFaults } from "./problems.js";
import { ready, t, tn } from "./texts.js";
import { Watch } from "./watch.js";

const VIEWS = ["choose", "held", "over", "stands", "gone"];
const LOOK_AGAIN_MS = 5000;
const id = new URLSearchParams(location.search).get("sale") ?? "";
export const hold = new Hold(id);
/** @type {"choose" | "held" | "over" | "stands" | "gone" | null} */
let view = null;
let isReady = false;
let isPaused = false;
let isLooking = false;
let lookedAt = -Infinity;
/** How many were wanted last. */
let asked = 1;

export const watch = new Watch(id, {
  changed: (sale) => {
    if (isPaused && sale.phase !== "paused") look(); // the deadline has moved
    isPaused = sale.phase === "paused";
    showBroken(null);
    render();
  },
  missing: () => turn("gone"),
  broken: (problem) => ready.then(() => showBroken(problem)),
});

/** Draws the page, from when there are words. */
export function draw() {
  isReady = true;
  nameCountries();
  render();
}

function render() {
  if (!isReady) return;
  const sale = watch.status;
  if (view) loaded();
  showOnly(VIEWS, view ?? undefined);
  for (const link of document.querySelectorAll("a.to-sale")) link.setAttribute("href", `sale.html?sale=${encodeURIComponent(id)}`);
  if (sale) {
    name(sale.title);
    write($("sale-title"), sale.title);
    renderChoice(sale);
  }
  if (hold.reservation) {
    renderHeld(hold.reservation, sale);
    tick();
  }
}

/** Shows another part of the page, and moves there. @param {NonNullable<typeof view>} next */
export function turn(next) {
  const isNew = view !== next;
  const isFirst = view === null;
  view = next;
  render();
  if (isNew && !isFirst && isReady) moveTo($(`${next}-title`));
}

/** Goes where the server's answer leads: the order, the checkout, or choosing. */
export function follow() {
  const held = hold.reservation;
  if (held?.state === "ordered" && held.order) goToOrder(held.order, held.link);
  else if (held) {
    turn("held");
    fillInRemembered().catch(() => {}); // without it one types
  } else if (view === "held") {
    turn("over");
    announce(t("over.title"));
  } else if (!view) turn("choose");
}

/** Asks what is held. */
export async function look() {
  if (isLooking) return;
  isLooking = true;
  try {
    lookedAt = performance.now();
    await hold.look();
    if (isReady) showFaults("page-error", [], new Map());
    follow();
  } catch (error) {
    refused(error, "page-error");
  } finally {
    isLooking = false;
  }
}

/** Draws what changes with each second; nothing while the time is not known, for the machine may have slept. */
export function tick() {
  if (!isReady || !clock.isKnown) return;
  if (view === "choose" && watch.status) renderMoment(watch.status);
  if (view !== "held" || !hold.reservation) return;
  renderTimeLeft(hold.left, isPaused);
  // Whether it is over is the server's to say: the order may stand, or the sale may have been halted.
  if (hold.left <= 0 && !isPaused) look();
}

/** Shows a refusal where it belongs. @param {unknown} error  @param {string} place  @param {readonly string[]} [fields] */
export function refused(error, place, fields = []) {
  if (!(error instanceof Problem)) throw error;
  loaded();
  const named = faultsOf(error, fields);
  const { largest = 0, next = null } = error.body;
  if (error.code === "reservation_expired") {
    hold.reservation = null;
    turn("over");
  } else if (error.code === "request_reused" && typeof error.body.order === "object") {
    const { order, link } = error.body.order;
    as("stands-link", HTMLAnchorElement).href = orderAddress(order, link);
    turn("stands");
  } else if (error.code === "wrong_state") look();
  else if (error.code === "sold_out" && !largest) noneLeft(error.body.may_return_until ?? null, place, next);
  else if (error.code === "sold_out" && largest) {
    as("quantity", HTMLSelectElement).value = String(largest);
    showFaults(place, fields, named, tn("buy.largest", largest));
    if (next) propose(next, place);
  } else showFaults(place, fields, named, named.size ? undefined : sentence(error));
}

/** Nothing left where one asked. @param {string | null} until  @param {string} place  @param {import("./contract.js").NextPool | null} next */
function noneLeft(until, place, next) {
  watch.noneLeft(emptied(), until);
  if (watch.status?.sold_out) return moveTo($("choose-title"));
  showFaults(place, [], new Map(), t("next.empty"));
  if (next) propose(next, place);
}

/** @param {import("./contract.js").NextPool} next  @param {string} place */
function propose(next, place) {
  offerNext(place, next, "next.take", asked, (pool, quantity) => {
    choose(pool, quantity);
    moveTo($("reserve-button")); // the other one goes
    whileBusy($("reserve-button"), "buy.reserving", () => reserve(quantity, pool));
  });
}

/** Reserves, and goes where the answer leads. @param {number} quantity  @param {string | null} pool */
export async function reserve(quantity, pool) {
  showFaults("reserve-error", [], new Map());
  asked = quantity;
  try {
    const { reused } = await hold.reserve(quantity, pool);
    if (reused && !hold.reservation) return reserve(quantity, pool); // it ended just now
    follow();
    if (reused && hold.reservation) showFaults("order-error", FIELDS, new Map(), t("held.reused"));
  } catch (error) {
    if (view !== "choose") turn("choose");
    refused(error, "reserve-error");
  }
}

/** Gives back; and reserves another number if one is given. @param {number} [instead] */
export async function giveBack(instead) {
  const pool = hold.reservation?.pool ?? null;
  try {
    await hold.giveBack();
  } catch (error) {
    return refused(error, "order-error");
  }
  if (instead) return reserve(instead, pool);
  turn("choose");
  announce(t("held.returned"));
}

/** Orders what is held, if the address is whole. */
export async function order() {
  const wrong = faults();
  showFaults("order-error", FIELDS, wrong);
  if (wrong.size) return;
  try {
    const placed = await hold.order(delivery(), as("remember", HTMLInputElement).checked);
    await goToOrder(placed.order, placed.link); // the button stays busy until the next page is there
  } catch (error) {
    refused(error, "order-error", FIELDS);
  }
}

/** Another tab may have ordered or given back, or the laptop may have been closed. */
export function lookAgain() {
  if (!document.hidden && view && view !== "gone" && performance.now() - lookedAt > LOOK_AGAIN_MS) look();
}
