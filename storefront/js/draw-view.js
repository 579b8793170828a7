/** The draw's values as they appear, each with what it is good for; and one's own place and turn. */

import { h } from "./dom.js";
import { number, time, timeText } from "./sale-view.js";
import { t } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./contract.js").SaleDraw} SaleDraw */
/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./types.js").Standing} Standing */

/** @param {PublicSale} sale  @param {Standing | null} standing  @returns {Child[]} of a `dl` */
export function drawRows({ draw }, standing) {
  if (!draw) return [];
  const { commitment, digest, digested_at, entrants, beacon, seed } = draw;
  const isLate = !!digested_at && Date.parse(digested_at) > Date.parse(beacon.out_at);
  return [
    ...row("draw.commitment", code(commitment), hint(t("draw.committed"))),
    ...row("draw.entrants", entrants === null ? waiting(t("draw.afterOpening")) : number(entrants)),
    ...row("draw.digest", digest ? code(digest) : waiting(t("draw.afterOpening")), isLate && hint(t("draw.digestIsLate"))),
    ...row("draw.beacon", ...beaconText(beacon)),
    ...row("draw.seed", ...(seed ? [code(seed), seedText(standing)] : [waiting(t("draw.afterBeacon"))])),
    ...placeRow(standing),
    ...turnRow(standing),
  ];
}

/** @param {SaleDraw["beacon"]} beacon  @returns {Child[]} */
function beaconText({ source, round, out_at, value }) {
  if (value === "") return [t("draw.noBeacon")];
  if (value) return [code(value), hint(t("draw.from", { source, round }))];
  return [waiting(t("draw.comes", { source, round, at: timeText(Date.parse(out_at), "full") }))];
}

/** @param {Standing | null} standing */
function seedText(standing) {
  if (standing?.isTrue == null) return null;
  return standing.isTrue ? hint(t("draw.fits")) : h("strong", { class: "error" }, t("draw.misfit"));
}

/** @param {Standing | null} standing  @returns {Child[]} */
function placeRow(standing) {
  if (standing?.place == null) return [];
  return row("draw.place", code(standing.place.toString(16).padStart(16, "0")), hint(t("draw.placeHint")));
}

/** @param {Standing | null} standing  @returns {Child[]} */
function turnRow(standing) {
  if (!standing?.ticket || Number.isNaN(standing.turn)) return [];
  return row("draw.turn", time(standing.turn));
}

/** @param {import("./types.js").Key} name  @param {...Child} value  @returns {Child[]} */
function row(name, ...value) {
  return [h("dt", {}, t(name)), h("dd", {}, ...value)];
}

/** @param {string} hex */
function code(hex) {
  return h("code", {}, hex);
}

/** @param {string} text */
function hint(text) {
  return h("p", { class: "hint" }, text);
}

/** @param {string} text */
function waiting(text) {
  return h("span", { class: "soft" }, text);
}
