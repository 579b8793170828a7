/** All words in the reader's language: chosen by the browser, changeable, remembered. */

import { kept } from "./store.js";

/** @typedef {import("./types.js").Texts} Texts */
/** @typedef {import("./types.js").Key} Key */
/** @typedef {import("./types.js").Language} Language */

const NAME = "language";
/** Where the browser does not say which kind of German or English, clocks and amounts are written so. */
const USUAL = { de: "de-DE", en: "en-GB" };

/** @type {Texts} */
let words;
/** @type {Language} */
let current;
/** @type {Intl.PluralRules} */
let plurals;
/** @type {Set<() => void>} */
const listeners = new Set();
/** What is loaded beside the words of all pages: what `<main>` names, and whatever is needed later. @type {Set<string>} */
const parts = new Set(document.querySelector("main")?.dataset.words?.split(" "));

/**
 * @param {readonly string[]} spoken  the browser's languages, the best one first
 * @param {unknown} remembered  what was chosen here before
 * @returns {Language}
 */
export function languageFor(spoken, remembered) {
  const known = [remembered, ...spoken.map((tag) => tag.split("-")[0]?.toLowerCase())];
  return /** @type {Language} */ (known.find((code) => code === "de" || code === "en") ?? "en");
}

/** The language that is wanted, whether or not its words are there. @type {Language} */
let wanted = languageFor(navigator.languages, kept.get(NAME));

/** Loads what is wanted by the time that it has come. */
async function load() {
  for (;;) {
    const [code, names] = [wanted, [...parts]];
    const files = [code, ...names.map((name) => `${name}-${code}`)];
    const loaded = await Promise.all(files.map((file) => import(`../texts/${file}.js`)));
    if (code !== wanted || names.length !== parts.size) continue;
    words = /** @type {Texts} */ (Object.assign({}, ...loaded.map((each) => each.default)));
    current = code;
    plurals = new Intl.PluralRules(code);
    document.documentElement.lang = code;
    return;
  }
}

/** Settled when there are words. */
export const ready = load();

/** Loads words that few need, now and with each other language. @param {"draw" | "line" | "list"} part */
export async function need(part) {
  await ready;
  parts.add(part);
  try {
    await load();
  } catch (error) {
    parts.delete(part);
    throw error;
  }
  translate();
}

/** @param {Language} code */
export async function choose(code) {
  wanted = code;
  try {
    await load();
  } catch {
    wanted = current; // its words did not come; the button is still there
    return;
  }
  kept.put(NAME, code);
  for (const listener of listeners) listener();
}

/** @param {() => void} changed  called after another language was chosen */
export function onLanguage(changed) {
  listeners.add(changed);
}

export function language() {
  return current;
}

/** The kind of German or English that the browser asks for, for `Intl`. */
export function locale() {
  const asked = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${current}-`));
  return asked ?? USUAL[current];
}

/** @param {Key} key  @param {Record<string, string | number>} [values]  for what stands in braces */
export function t(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** @param {import("./types.js").Counted} stem  @param {number} n  how many  @param {Record<string, string | number>} [values] */
export function tn(stem, n, values = {}) {
  const key = plurals.select(n) === "one" ? `${stem}.one` : `${stem}.other`;
  return t(/** @type {Key} */ (key), { n: new Intl.NumberFormat(locale()).format(n), ...values });
}

/** Whether there is a text under a name that is put together, such as that of a problem. @param {string} key */
export function has(key) {
  return key in words;
}

/**
 * The text under a name that is put together, or another one.
 *
 * @param {string} key  @param {Key} otherwise  @param {Record<string, string | number>} [values]
 */
export function tOr(key, otherwise, values) {
  return t(has(key) ? /** @type {Key} */ (key) : otherwise, values);
}

/** Puts words into all elements that name theirs, if they are there: `data-t` for text, `data-t-label` for `aria-label`. */
export function translate() {
  for (const element of document.querySelectorAll("[data-t], [data-t-label]")) {
    const [text, label] = ["data-t", "data-t-label"].map((name) => element.getAttribute(name) ?? "");
    if (text && has(text)) element.textContent = t(/** @type {Key} */ (text));
    if (label && has(label)) element.setAttribute("aria-label", t(/** @type {Key} */ (label)));
  }
}
