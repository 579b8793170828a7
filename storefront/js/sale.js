/** One sale: what it is, when it opens, what is left, and the way to buying. */

import { Problem } from "./api.js";
import { clock } from "./clock.js";
import { $, announce, as, fill, h, mailLink, redraw, show, write } from "./dom.js";
import { momentOf, renderMoment } from "./moment.js";
import { begin, loaded, name, once } from "./page.js";
import { showBroken } from "./problems.js";
import { left, mayWait, stateOf } from "./sale-state.js";
import * as view from "./sale-view.js";
import { isListed, keptOrder, session } from "./session.js";
import { need, t, tn } from "./texts.js";
import { everySecond, Watch } from "./watch.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./sale-state.js").State} State */

const asked = new URLSearchParams(location.search);
const id = asked.get("sale") ?? "";
/** @type {State["kind"] | null} */
let shownKind = null;
/** What only a sale needs that is sold out or over. @type {typeof import("./others.js") | null} */
let others = null;
let isReady = false;
let isGone = false;
/** @type {Problem | null} */
let broken = null;
/** What only a sale with a line needs. @type {typeof import("./line-card.js") | null} */
let lines = null;
/** @type {import("./line.js").Line | null} */
let line = null;
/** What only a sale needs that has a waiting list, once somebody may wait. @type {typeof import("./waiting.js") | null} */
let waiting = null;
const watch = new Watch(id, {
  changed: () => {
    broken = null;
    render();
  },
  missing: () => {
    isGone = true;
    render();
  },
  broken: (problem) => {
    broken = problem;
    render();
  },
});

function render() {
  if (!isReady) return;
  show("gone", isGone);
  showBroken(broken);
  if (isGone || !watch.status) write($("title"), t(isGone ? "sale.gone" : "sale.title"));
  if (isGone) {
    show("status", false);
    show("about", false);
    findOthers();
  }
  if (isGone || watch.status) loaded();
  if (!watch.status || isGone) return;
  renderAbout(watch.status);
  loadMore(watch.status);
  renderStatus();
}

/** Loads what this sale needs beside what all need; only here, where an answer has just come. @param {PublicSale} sale */
function loadMore(sale) {
  if (!clock.isKnown) return;
  const state = stateOf(sale, clock.now());
  if (sale.line) loadLine();
  if (state.kind === "soldOut" || state.kind === "closed") findOthers();
  if (asked.has("list") || isListed(id) || mayWait(sale, state, !!session())) loadList();
}

/** What stays the same from one look to the next. @param {PublicSale} sale */
function renderAbout(sale) {
  name(sale.title);
  write($("title"), sale.title);
  write($("seller"), sale.seller ? t("sale.by", { seller: sale.seller }) : "");
  redraw($("contact"), "", [sale.contact], mailLink);
  write($("description"), sale.description);
  fill($("price"), ...view.prices(sale));
  fill($("windows"), ...sale.windows.map((window) => view.windowItem(window, sale.zone)));
  write($("fact-units"), view.number(sale.units));
  write($("fact-limit"), tn("units", sale.limit));
  write($("fact-hold"), view.duration(sale.hold_seconds));
  write($("fact-served"), view.orderText(sale));
  fill($("rules"), ...view.ruleTexts(sale).map((rule) => h("li", {}, rule)));
  renderPools(sale);
  show("status", true);
  show("about", true);
}

/** Several pools, or what one promises. @param {PublicSale} sale */
async function renderPools({ pools: [one, ...more], pools }) {
  if (more.length || one?.place || one?.delivers_from || one?.delivers_by || one?.payment !== "invoice")
    await import("./promise.js").then(({ showPools }) => showPools(pools), () => {});
}

/** What changes with each second. */
function renderStatus() {
  const sale = watch.status;
  if (!sale || isGone || !clock.isKnown) return;
  const now = clock.now();
  const state = stateOf(sale, now);
  if (sale.line && !lines) return;
  const standing = line?.standing(sale, now) ?? null;
  const order = keptOrder(id);
  const usual = momentOf(sale, state, standing, now);
  const moment = order ? { ...usual, canBuy: false, canJoin: false } : usual;
  $("status").dataset.kind = state.kind;
  $("status").dataset.stage = moment.stage ?? "";
  renderMoment(moment, now);
  renderLeft(sale, state);
  if (shownKind !== null && shownKind !== state.kind) say(state);
  if (sale.line) lines?.renderLine(sale, standing, moment, now);
  renderWay(sale, state, moment, order);
  waiting?.drawList(sale, state, now);
  shownKind = state.kind;
}

const loadLine = once(
  () => Promise.all([import("./line-card.js"), need("line")]),
  ([found]) => {
    line = found.beginLine(() => watch.status, renderStatus);
    lines = found;
    renderStatus();
  },
  () => showBroken(new Problem(0, {})),
);
const loadList = once(
  () => Promise.all([import("./waiting.js"), need("list")]),
  async ([found]) => {
    await found.beginList(() => watch.status, renderStatus);
    waiting = found;
    renderStatus();
  },
);
const findOthers = once(
  () => import("./others.js"),
  (found) => void (others = found).findOthers(id),
);

/** @param {PublicSale} sale  @param {State} state */
function renderLeft(sale, { kind }) {
  const isShown = kind === "open" || kind === "paused";
  const text = view.leftText(sale);
  show("left", isShown && text !== null);
  if (!isShown || text === null) return;
  const found = left(sale);
  write($("left-text"), text);
  const bar = as("left-bar", HTMLProgressElement);
  bar.hidden = typeof found !== "number";
  bar.max = sale.units;
  bar.value = typeof found === "number" ? Math.min(found, sale.units) : 0;
}

/**
 * The buttons that lead on: to the order that one has, to buying, or to what can be done before; and what is said below.
 *
 * @param {PublicSale} sale  @param {State} state  @param {import("./types.js").Moment} moment  @param {string | null} order
 */
function renderWay(sale, { kind }, { canBuy, until }, order) {
  const encoded = encodeURIComponent(id);
  const isComing = kind === "before" || kind === "between";
  const signInFirst = isComing && !session() && !sale.line;
  const go = as("go", HTMLAnchorElement);
  go.hidden = !order && !canBuy && !signInFirst;
  if (order) go.href = `order.html?order=${encodeURIComponent(order)}`;
  else go.href = canBuy ? `buy.html?sale=${encoded}` : `sign-in.html?back=${encodeURIComponent(`sale.html?sale=${id}`)}`;
  go.classList.toggle("quiet", !order && !canBuy);
  write(go, t(order ? "sale.order" : canBuy ? "sale.buy" : "sale.signInFirst"));
  const basket = as("basket-link", HTMLAnchorElement);
  basket.hidden = !session() || !!order || !(isComing || canBuy || !Number.isNaN(until));
  basket.href = `basket.html?sale=${encoded}`;
  write(basket, t(canBuy ? "sale.buyAtOnce" : "sale.prepare"));
  show("held-link", ["soldOut", "closed", "paused"].includes(kind) && !!session() && !order);
  as("held-link", HTMLAnchorElement).href = `buy.html?sale=${encoded}`;
  show("rules", !order && kind !== "closed" && $("rules").hasChildNodes());
  if (order) write($("hint"), t("sale.ordered"));
  else if (!sale.line) {
    write($("hint"), isComing ? t(session() ? "sale.beReady" : "sale.whySignIn") : canBuy ? t("sale.fair") : "");
  }
}

/** What just happened, for who does not see it. @param {State} state */
function say({ kind }) {
  if (kind === "open") announce(t(shownKind === "soldOut" ? "say.back" : "say.open"));
  else if (kind === "soldOut") announce(t("say.soldOut"));
  else if (kind === "paused" || kind === "closed") announce(t(`say.${kind}`));
}

// The first look does not wait for the words.
watch.run();
await begin("sale.title", () => {
  isReady = true;
  render();
  others?.renderOthers();
});
everySecond(renderStatus);
