/** The prepared basket: filled in before the opening, and at the opening one button that buys it at once. */

import { call, Problem } from "./api.js";
import { paymentOf, renderBasket, renderMoment } from "./basket-view.js";
import { choose, chosen, lacksPool, renderWish } from "./choose.js";
import { delivery, faults, FIELDS, fillIn, isUntouched, keepDraft, nameCountries } from "./delivery.js";
import { $, announce, as, confirmed, h, moveTo, show, write } from "./dom.js";
import { goToOrder, Hold } from "./hold.js";
import { offerList, offerNext } from "./next-pool.js";
import { begin, loaded, name, whileBusy } from "./page.js";
import { faultsOf, mended, sentence, showBroken, showFaults } from "./problems.js";
import { dropDraft, leaveToSignIn, onSession, session } from "./session.js";
import { ready, t, tn } from "./texts.js";
import { everySecond, Watch } from "./watch.js";

/** @typedef {import("./contract.js").Basket} Basket */

const KNOWN = [...FIELDS, "consent"];
const id = new URLSearchParams(location.search).get("sale") ?? "";
const params = { sale: id };
const hold = new Hold(id);
/** @type {Basket | null} */
let basket = null;
/** @type {"ready" | "edit" | "gone" | null} */
let part = null;
let terms = "";
let isReady = false;

const watch = new Watch(id, {
  changed: ({ title, seller }) => {
    const now = `${title} ${seller}`;
    if (terms && terms !== now) look(); // whether the basket still fits is the server's to say
    terms = now;
    showBroken(null);
    render();
  },
  missing: () => turn("gone"),
  broken: (problem) => ready.then(() => showBroken(problem)),
});

function render() {
  if (!isReady) return;
  const sale = watch.status;
  if (part && (sale || part === "gone")) loaded();
  for (const each of ["ready", "edit", "gone"]) show(each, each === part && (each === "gone" || !!sale));
  show("moment", !!sale && part !== "gone");
  for (const link of document.querySelectorAll("a.to-sale")) link.setAttribute("href", `sale.html?sale=${encodeURIComponent(id)}`);
  if (!sale) return;
  name(sale.title);
  write($("sale-title"), sale.title);
  write($("basket-erase"), tn("basket.erase", sale.erase_days));
  renderWish(sale);
  if (basket) renderBasket(basket, sale.pools.length > 1);
  tick();
}

/** Draws what changes with each second. */
function tick() {
  if (isReady && watch.status && part !== "gone") renderMoment(watch.status, basket);
}

/** Shows another part of the page, and moves there. @param {NonNullable<typeof part>} next */
function turn(next) {
  const isFirst = part === null;
  const isNew = part !== next;
  part = next;
  render();
  if (isNew && !isFirst && isReady) moveTo($(`${next}-title`));
}

/** Asks for the basket; none is there to be filled. */
async function look() {
  try {
    basket = (await call("showBasket", { params })).body;
    showFaults("page-error", [], new Map());
    if (part !== "edit") turn("ready");
    render();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code !== "not_found") return refused(error);
    basket = null;
    if (part !== "gone") await edit();
  }
}

/** Shows the form, with what is known already. */
async function edit() {
  turn("edit");
  as("consent", HTMLInputElement).checked = false; // it is given to what is kept next
  if (basket) {
    fillIn(basket.delivery);
    choose(basket.pool, basket.quantity);
  } else if (isUntouched()) {
    const me = await call("showMe", {}).catch(() => null); // without it one types
    if (!me?.body.delivery || !isUntouched()) return;
    fillIn(me.body.delivery);
    show("remembered", true);
  }
}

async function save() {
  /** @type {Map<string, string>} */
  const wrong = new Map(faults());
  if (!as("consent", HTMLInputElement).checked) wrong.set("consent", t("fault.consent"));
  showFaults("basket-error", KNOWN, wrong, lacksPool() ? t("fault.pool") : undefined);
  if (wrong.size || lacksPool()) return;
  try {
    const payment = paymentOf(watch.status, chosen().pool);
    const body = { ...chosen(), delivery: delivery(), payment, consent: /** @type {const} */ (true) };
    basket = (await call("prepareBasket", { params, body })).body;
    showFaults("buy-error", [], new Map());
    turn("ready");
    announce(t("basket.saved"));
  } catch (error) {
    refused(error, "basket-error");
  }
}

async function drop() {
  try {
    await call("dropBasket", { params });
    basket = null;
    dropDraft();
    await edit();
    announce(t("basket.dropped"));
  } catch (error) {
    refused(error, "buy-error");
  }
}

async function buy() {
  showFaults("buy-error", [], new Map());
  try {
    const placed = await hold.buy();
    await goToOrder(placed.order, placed.link); // the button stays busy until the next page is there
  } catch (error) {
    refused(error, "buy-error");
  }
}

/** Shows a refusal where it belongs. @param {unknown} error  @param {string} [place] */
function refused(error, place = "page-error") {
  if (!(error instanceof Problem)) throw error;
  loaded();
  const { reservation, fields = [] } = error.body;
  const isUnfit = fields.some(({ field }) => field.startsWith("basket."));
  if (error.code === "sold_out") soldOut(error.body, place);
  else if (reservation) {
    showFaults(place, [], new Map(), t("basket.holds"));
    $(place).append(h("p", {}, h("a", { href: `buy.html?sale=${encodeURIComponent(id)}` }, t("basket.toHeld"))));
  } else if (place === "buy-error" && (isUnfit || error.code === "not_found")) look();
  else {
    const named = faultsOf(error, KNOWN);
    showFaults(place, place === "basket-error" ? KNOWN : [], named, named.size ? undefined : sentence(error));
  }
}

/** Not as many are left: one takes fewer, or of another pool, or waits. @param {Problem["body"]} body  @param {string} place */
function soldOut({ largest = 0, next = null, may_return_until = null }, place) {
  const where = largest ? "basket-error" : place;
  if (largest) {
    edit();
    as("quantity", HTMLSelectElement).value = String(largest);
  } else watch.noneLeft(basket?.pool ?? null, may_return_until);
  const nothing = t(next || watch.status?.waitlist ? "next.empty" : "problem.sold_out");
  showFaults(where, [], new Map(), largest ? tn("buy.largest", largest) : nothing);
  if (!largest) offerList(where, watch.status);
  if (next) offerNext(where, next, "next.prepare", basket?.quantity ?? 1, (...wanted) => edit().then(() => choose(...wanted)));
}

function listen() {
  $("basket-form").addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy($("save-button"), "basket.saving", save);
  });
  $("consent").addEventListener("change", () => mended("consent"));
  $("buy-button").addEventListener("click", () => whileBusy($("buy-button"), "held.ordering", buy));
  $("change-button").addEventListener("click", edit);
  $("drop-button").addEventListener("click", async () => {
    if (await confirmed("drop-dialog")) whileBusy($("drop-button"), "basket.dropping", drop);
  });
  addEventListener("pageshow", (event) => event.persisted && look());
  onSession(() => (session() ? look() : leaveToSignIn()));
}

if (!session()) leaveToSignIn();
else {
  watch.run();
  await begin("basket.title", () => {
    isReady = true;
    nameCountries();
    render();
  });
  keepDraft((field) => faults().has(field) || mended(field));
  listen();
  await look();
  everySecond(tick);
}
