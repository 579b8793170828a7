/** Refusals in the reader's words, at the fields that they are about, and together above the form. */

import { $, fill, h, moveTo, show, write } from "./dom.js";
import { loaded } from "./page.js";
import { has, t, tOr } from "./texts.js";

/** @typedef {import("./api.js").Problem} Problem */

/** What went wrong, in a sentence or two. @param {Problem} problem */
export function sentence(problem) {
  const { counted, invitation, limit, request_id } = problem.body;
  const said = tOr(`problem.${counted ?? invitation ?? problem.code}`, "problem.unknown", { limit: limit ?? "" });
  const number = problem.status >= 500 && request_id ? ` ${t("problem.number", { number: request_id })}` : "";
  return said + number;
}

/**
 * The fields of our own form that a refusal names, with what is wrong, in the reader's words.
 *
 * @param {Problem} problem  @param {readonly string[]} known  ids of inputs
 * @returns {Map<string, string>}
 */
export function faultsOf(problem, known) {
  const named = (problem.body.fields ?? []).map(({ field }) => field.split(".").pop() ?? "");
  return new Map(named.filter((id) => known.includes(id)).map((id) => [id, refused(id)]));
}

/** What to say of an input that the server refuses, but our own check does not. @param {string} id */
function refused(id) {
  const field = `field.${id}`;
  return has(field) ? t("fault.unclear", { field: tOr(field, "fault.unclear") }) : tOr(`fault.${id}`, "fault.unclear");
}

/** Says that a page cannot be shown just now, and why; without a problem that goes. @param {Problem | null} problem */
export function showBroken(problem) {
  show("broken", !!problem);
  if (!problem) return;
  write($("broken-text"), sentence(problem));
  loaded();
}

/**
 * Shows what is wrong with a form, and moves there. No faults and no text: nothing is wrong.
 *
 * @param {string} summary  id of the element above the form
 * @param {readonly string[]} known  ids of the form's inputs
 * @param {Map<string, string>} faults  by the ids of inputs
 * @param {string} [text]  what is wrong with the whole
 */
export function showFaults(summary, known, faults, text) {
  for (const id of known) mark(id, faults.get(id));
  const list = [...faults].map(([id, fault]) => h("li", {}, wayTo(id, fault)));
  const isWrong = faults.size > 0 || !!text;
  fill(
    $(summary),
    isWrong && h("p", {}, h("strong", {}, text ?? t("fault.summary"))),
    list.length > 0 && h("ul", {}, ...list),
  );
  show(summary, isWrong);
  if (isWrong) moveTo($(summary));
}

/** A link to an input; it stays out of the address, where others look for a token. @param {string} id  @param {string} fault */
function wayTo(id, fault) {
  const link = h("a", { href: `#${id}` }, fault);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    $(id).focus();
  });
  return link;
}

/** Says that an input is right now: its fault goes, also from the list above the form. @param {string} id */
export function mended(id) {
  mark(id);
  const fault = document.querySelector(`.summary a[href="#${id}"]`)?.closest("li");
  const summary = fault?.closest(".summary");
  fault?.remove();
  if (summary && !summary.querySelector("li")) show(summary.id, false);
}

/** Says at an input what is wrong with it; or that nothing is. @param {string} id  @param {string} [fault] */
export function mark(id, fault) {
  const input = $(id);
  const place = $(`${id}-error`);
  place.textContent = fault ?? "";
  place.hidden = !fault;
  if (fault) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${id}-error`);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}
