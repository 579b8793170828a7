/** The line on a sale's page: joining, where one stands, and what the draw has shown so far. */

import { call, Problem } from "./api.js";
import { $, announce, as, fill, moveTo, show, write } from "./dom.js";
import { expectedBefore, Line } from "./line.js";
import { once, whileBusy } from "./page.js";
import { faultsOf, mended, sentence, showFaults } from "./problems.js";
import { number, timeText } from "./sale-view.js";
import { keepTicket, session } from "./session.js";
import { locale, need, t, tn } from "./texts.js";
import { kept } from "./store.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./types.js").Standing} Standing */
/** @typedef {import("./types.js").Moment} Moment */

const MINUTE_MS = 60_000;
const asked = new URLSearchParams(location.search);
const page = `sale.html?sale=${encodeURIComponent(asked.get("sale") ?? "")}`;
/** One is back from signing in, in order to join. */
let isBack = asked.has("join");
let joinNow = () => {};
/** An invitation's code on its way through signing in. */
const CODE = `code.${asked.get("sale") ?? ""}`;

/** @type {Moment["stage"]} */
let stageBefore = null;
let leftBefore = NaN;
let drawnBefore = "";
/** What only those need who check the draw. @type {typeof import("./draw-view.js") | null} */
let values = null;
let changed = () => {};
const loadValues = once(
  () => Promise.all([import("./draw-view.js"), need("draw")]),
  ([found]) => {
    values = found;
    changed();
  },
);

/**
 * Draws what concerns the line.
 *
 * @param {PublicSale} sale  @param {Standing | null} standing  @param {Moment} moment  @param {number} now
 */
export function renderLine(sale, standing, moment, now) {
  show("join-form", moment.canJoin);
  show("code-field", !!standing?.takesCode);
  show("line", true);
  write($("line-text"), t(sale.line?.spread_seconds ? "line.text" : "line.textPlain"));
  write($("standing"), standing?.ticket && isWaiting(sale, moment) ? placeText(sale, standing) : "");
  write($("hint"), standing ? hint(sale, standing, moment, now) : "");
  write($("line-erase"), tn(sale.waitlist ? "line.eraseList" : "line.erase", sale.erase_days));
  renderDraw(sale, standing);
  say(standing, moment, now);
  if (!isBack) return;
  isBack = false;
  if (moment.canJoin && session()) joinNow();
}

/** @param {PublicSale} sale  @param {Moment} moment */
function isWaiting({ phase }, { stage }) {
  return phase === "paused" || stage === "joined" || stage === "drawing" || stage === "waiting";
}

/** One's place in words. @param {PublicSale} sale  @param {Standing} standing */
function placeText(sale, { isInTime, place }) {
  if (!isInTime) return t("line.behind");
  if (!sale.line?.spread_seconds) return t("line.inTimePlain");
  const entrants = sale.draw?.entrants ?? null;
  if (place === null || entrants === null) return t("line.inTime");
  const before = expectedBefore(place, entrants);
  const counts = { n: number(before), entrants: number(entrants) };
  return before ? t("line.before", counts) : t("line.amongFirst", counts);
}

/**
 * Whether the seed is the promised one is said to everybody; the values, long numbers, to who wants to check them. Draws
 * only what has changed, so that nobody's selection is lost.
 *
 * @param {PublicSale} sale  @param {Standing | null} standing
 */
function renderDraw(sale, standing) {
  const { turn, place, isTrue } = standing ?? {};
  show("misfit", isTrue === false);
  show("check", !!sale.line?.spread_seconds);
  if (!as("check", HTMLDetailsElement).open) return;
  if (!values) return void loadValues();
  const shown = JSON.stringify([locale(), sale.draw, turn, String(place), isTrue]);
  if (shown !== drawnBefore) fill($("draw"), ...values.drawRows(sale, standing));
  drawnBefore = shown;
}

/** What is said below the button. @param {PublicSale} sale @param {Standing} standing @param {Moment} moment @param {number} now */
function hint(sale, standing, { stage, canJoin }, now) {
  if (stage === "turn") return t("sale.fair");
  if (sale.phase === "paused" && standing.ticket) return t("line.halted");
  if (!canJoin) return stage === "outside" ? t("line.registrationOver") : stage ? t("line.mayLeave") : "";
  return [whenToJoin(sale, standing, now), session() ? "" : t("line.signIn")].join(" ").trim();
}

/** @param {PublicSale} sale  @param {Standing} standing  @param {number} now */
function whenToJoin({ line, phase, windows }, { opensAt, takesCode }, now) {
  const window = windows.find(({ opens_at }) => Date.parse(opens_at) === opensAt);
  if (takesCode) return t(window?.access === "invited" ? "line.codeNeeded" : "line.codeHint");
  if (window?.until_at) return t("line.joinBy", { at: timeText(Date.parse(window.until_at), "full") });
  if (now < opensAt) return t("line.anyMoment");
  if (phase === "paused") return t("line.elsewhere");
  const wait = (line?.delay_seconds ?? 0) + (line?.spread_seconds ?? 0);
  return `${t("line.late", { at: timeText(now + wait * 1000, "full") })} ${t("line.elsewhere")}`;
}

/** What just happened, for who does not see it. @param {Standing | null} standing @param {Moment} moment @param {number} now */
function say(standing, { stage, explain }, now) {
  const left = standing ? standing.turn - now : NaN;
  if (stage === "waiting" && (stageBefore === "drawing" || stageBefore === "joined")) {
    announce(explain);
  } else if (stage === "waiting" && leftBefore > MINUTE_MS && left <= MINUTE_MS) announce(t("say.soon"));
  else if (stage === "turn" && stageBefore && stageBefore !== stage) announce(t("say.turn"));
  stageBefore = stage;
  leftBefore = left;
}

/**
 * Joins when the form is sent, and when one is back from signing in to do so. The code waits here meanwhile.
 *
 * @param {() => PublicSale | null} sale  as it was last heard of
 * @param {() => void} draw  called when something has changed
 * @returns {Line}
 */
export function beginLine(sale, draw) {
  changed = draw;
  $("check").addEventListener("toggle", changed);
  const code = as("code", HTMLInputElement);
  code.value = invited() ?? kept.get(CODE) ?? "";
  joinNow = () => whileBusy($("join"), "line.joining", () => joined(sale()));
  $("join-form").addEventListener("submit", (event) => {
    event.preventDefault();
    kept.put(CODE, code.value.trim() || null);
    if (session()) joinNow();
    else location.assign(`sign-in.html?back=${encodeURIComponent(`${page}&join=now`)}`);
  });
  code.addEventListener("input", () => mended("code"));
  addEventListener("hashchange", () => {
    code.value = invited() ?? code.value;
    mended("code");
  });
  if (isBack) history.replaceState(null, "", page);
  return new Line(changed);
}

/** The code of the link that one was invited by; it leaves the address bar, so that it lands in no history. */
function invited() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) history.replaceState(null, "", page);
  return code;
}

/** @param {PublicSale | null} sale */
async function joined(sale) {
  if (!sale) return;
  showFaults("join-error", ["code"], new Map());
  try {
    keepTicket(sale, await joinLine({ sale: sale.sale }, as("code", HTMLInputElement).value.trim()));
    kept.put(CODE, null);
    changed();
    moveTo($($("standing").textContent ? "standing" : "state"));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = faultsOf(error, ["code"]);
    showFaults("join-error", ["code"], faults, faults.size ? undefined : sentence(error));
  }
}

/** Does the work that is asked for, if any is; whoever joined before gets the same ticket. @param {{sale: string}} params @param {string} code */
export async function joinLine(params, code) {
  const { challenge } = (await call("challengeToJoin", { params })).body;
  const proof = challenge && (await (await import("./proof.js")).solved(challenge));
  return (await call("joinLine", { params, body: { proof, ...(code && { code }) } })).body;
}
