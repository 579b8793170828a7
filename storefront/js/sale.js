/** One sale: what it is, when it opens, what is left, and the way to buying. */

import { call, pause } from "./api.js";
import { clock } from "./clock.js";
import { $, announce, as, fill, h, show, write } from "./dom.js";
import { momentOf, renderMoment } from "./moment.js";
import { begin, loaded, name } from "./page.js";
import { sentence } from "./problems.js";
import { left, stateOf } from "./sale-state.js";
import { card } from "./sale-card.js";
import * as view from "./sale-view.js";
import { session } from "./session.js";
import { locale, t, tn } from "./texts.js";
import { everySecond, Watch } from "./watch.js";

/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./contract.js").ListedSale} ListedSale */
/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./sale-state.js").State} State */

const OTHERS_EVERY_MS = 10_000;
const MOST_OTHERS = 3;
const id = new URLSearchParams(location.search).get("sale") ?? "";
/** @type {State["kind"] | null} */
let shownKind = null;
/** @type {ListedSale[] | null} */
let others = null;
let drawnOthers = "";
let isReady = false;
let isGone = false;
/** @type {Problem | null} */
let broken = null;

/** What only a sale with a line needs. @type {typeof import("./line-card.js") | null} */
let lines = null;
/** @type {import("./line.js").Line | null} */
let line = null;
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
  show("broken", !!broken);
  if (broken) write($("broken-text"), sentence(broken));
  if (!watch.status) write($("title"), t("sale.title"));
  if (isGone) {
    write($("title"), t("sale.gone"));
    show("status", false);
    show("about", false);
    findOthers();
  }
  if (isGone || broken) loaded();
  if (!watch.status || isGone) return;
  loaded();
  renderAbout(watch.status);
  renderStatus();
}

/** What stays the same from one look to the next. @param {PublicSale} sale */
function renderAbout(sale) {
  name(sale.title);
  write($("title"), sale.title);
  write($("seller"), sale.seller ? t("sale.by", { seller: sale.seller }) : "");
  write($("description"), sale.description);
  fill($("price"), ...view.prices(sale));
  fill($("windows"), ...sale.windows.map((window) => view.windowItem(window, sale.zone)));
  write($("fact-units"), view.number(sale.units));
  write($("fact-limit"), tn("units", sale.limit));
  write($("fact-hold"), view.duration(sale.hold_seconds));
  const pools = sale.pools.map((pool) =>
    h("li", {}, h("span", { class: "day" }, view.poolName(pool.pool)), h("span", {}, view.poolText(pool))),
  );
  fill($("pools"), ...(pools.length > 1 ? pools : []));
  show("pools", pools.length > 1);
  show("status", true);
  show("about", true);
}

/** What changes with each second. */
function renderStatus() {
  const sale = watch.status;
  if (!sale || isGone || !clock.isKnown) return;
  const now = clock.now();
  const state = stateOf(sale, now);
  if (sale.line && !lines) return void loadLine();
  const standing = line?.standing(sale, now) ?? null;
  const moment = momentOf(sale, state, standing, now);
  $("status").dataset.kind = state.kind;
  $("status").dataset.stage = moment.stage ?? "";
  renderMoment(moment, now);
  renderLeft(sale, state);
  renderWay(sale, state, moment);
  if (shownKind !== null && shownKind !== state.kind) say(state);
  if (sale.line) lines?.renderLine(sale, standing, moment, now);
  if (state.kind === "soldOut" || state.kind === "closed") findOthers();
  shownKind = state.kind;
}

/** Loads what a line needs; if that fails, the next second tries again. */
async function loadLine() {
  lines ??= await import("./line-card.js").catch(() => null);
  line ??= lines?.beginLine(() => watch.status, renderStatus) ?? null;
  if (line) renderStatus();
}

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

/** The button that leads on, and what is said below it. @param {PublicSale} sale @param {State} state @param {import("./moment.js").Moment} moment */
function renderWay(sale, { kind }, { canBuy, until }) {
  const go = as("go", HTMLAnchorElement);
  const here = encodeURIComponent(`sale.html?sale=${id}`);
  const isComing = kind === "before" || kind === "between";
  const signInFirst = isComing && !session() && !sale.line;
  go.hidden = !canBuy && !signInFirst;
  go.href = canBuy ? `buy.html?sale=${encodeURIComponent(id)}` : `sign-in.html?back=${here}`;
  go.classList.toggle("quiet", !canBuy);
  write(go, t(canBuy ? "sale.buy" : "sale.signInFirst"));
  const basket = as("basket-link", HTMLAnchorElement);
  basket.hidden = !session() || !(isComing || canBuy || !Number.isNaN(until));
  basket.href = `basket.html?sale=${encodeURIComponent(id)}`;
  write(basket, t(canBuy ? "sale.buyAtOnce" : "sale.prepare"));
  const held = kind === "soldOut" || kind === "closed" || kind === "paused";
  show("held-link", held && !!session());
  as("held-link", HTMLAnchorElement).href = `buy.html?sale=${encodeURIComponent(id)}`;
  if (sale.line) return;
  write($("hint"), isComing ? t(session() ? "sale.beReady" : "sale.whySignIn") : canBuy ? t("sale.fair") : "");
}

/** What just happened, for who does not see it. @param {State} state */
function say({ kind }) {
  if (kind === "open") announce(t(shownKind === "soldOut" ? "say.back" : "say.open"));
  else if (kind === "soldOut") announce(t("say.soldOut"));
  else if (kind === "paused" || kind === "closed") announce(t(`say.${kind}`));
}

/** Asks for other sales, and now and then again: a way on for who comes too late. */
async function findOthers() {
  if (others) return;
  others = [];
  for (;;) {
    const found = await call("listSales", {}).catch(() => null); // without them the page is whole, too
    if (found) others = found.body.sales.filter((sale) => sale.sale !== id);
    renderOthers();
    do await pause(OTHERS_EVERY_MS * (1 + Math.random() / 4));
    while (document.hidden);
  }
}

/** Draws the next few that one can still go to; and only what has changed, so that nobody's place is lost. */
function renderOthers() {
  const shown = (others ?? []).filter(isToBeHad).slice(0, MOST_OTHERS);
  const now = JSON.stringify([locale(), shown.map((sale) => ({ ...sale, now: "" }))]);
  if (now === drawnOthers) return;
  drawnOthers = now;
  fill($("other-list"), ...shown.map(card));
  show("others", shown.length > 0);
}

/** @param {ListedSale} sale */
function isToBeHad(sale) {
  return ["open", "before", "between"].includes(stateOf(sale, clock.now()).kind);
}

// The first look does not wait for the words.
watch.run();
await begin("sale.title", () => {
  isReady = true;
  render();
  renderOthers();
});
everySecond(renderStatus);
