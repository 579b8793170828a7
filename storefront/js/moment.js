/** What a sale is to this shopper just now, in words, and what can be done: the line taken into account. */

import { $, show, write } from "./dom.js";
import * as view from "./sale-view.js";
import { t } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./types.js").Standing} Standing */
/** @typedef {import("./sale-state.js").State} State */
/** @typedef {import("./types.js").Moment} Moment */
/** @typedef {import("./types.js").Stage} Stage */

/** @param {PublicSale} sale  @param {State} state  @param {Standing | null} standing  @param {number} now  @returns {Moment} */
export function momentOf(sale, state, standing, now) {
  const { kind } = state;
  const isComing = kind === "before" || kind === "between";
  const usual = {
    label: view.stateLabel(state),
    explain: view.explanation(sale, state),
    until: isComing ? state.opensAt : NaN,
    canJoin: false,
    canBuy: kind === "open",
    stage: null,
  };
  if (!standing || !(isComing || kind === "open" || kind === "paused")) return usual;
  const { ticket, canJoin, opensAt } = standing;
  if (kind === "paused") return { ...usual, canJoin };
  // The window for everybody is still to come, though those who were invited are being served.
  const later = now < opensAt ? coming(opensAt) : {};
  if (!ticket) return { ...usual, ...later, canJoin, canBuy: false, stage: "outside" };
  return { ...usual, ...inLine(standing, now) };
}

/** @param {Standing} standing  @param {number} now  @returns {Partial<Moment>} */
function inLine({ turn, earliest, opensAt, closesAt }, now) {
  if (now < opensAt) return coming(opensAt);
  if (turn <= now) return { label: t("line.turn"), stage: "turn" };
  const isDrawn = !Number.isNaN(turn);
  const until = isDrawn ? turn : earliest;
  const at = view.timeText(until, "clock");
  const waiting = turn < closesAt ? t("line.servedFrom", { at }) : t("line.tooLate", { at });
  const drawing = earliest > now ? t("line.drawing", { at }) : t("line.drawIsLate");
  return {
    label: t(isDrawn ? "line.turnIn" : earliest > now ? "line.drawIn" : "line.draw"),
    explain: isDrawn ? waiting : drawing,
    until: until > now ? until : NaN,
    canBuy: false,
    stage: isDrawn ? "waiting" : "drawing",
  };
}

/** The ticket's window is still to open, whether or not another one is open meanwhile. @param {number} opensAt */
function coming(opensAt) {
  const explain = t("explain.before", { at: view.timeText(opensAt, "full") });
  return { label: t("state.before"), explain, until: opensAt, canBuy: false, stage: /** @type {Stage} */ ("joined") };
}

/** Draws it where each page that has one has it. @param {Moment} moment  @param {number} now */
export function renderMoment({ label, explain, until }, now) {
  write($("state"), label);
  write($("explain"), explain);
  show("countdown", until > now);
  if (until > now) view.showCountdown($("countdown"), until - now);
}
