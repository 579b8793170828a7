/** All words in the reader's language: chosen by the browser, changeable, remembered. */

import { kept } from "./store.js";

/** @typedef {typeof import("../texts/en.js").default & typeof import("../texts/order-en.js").default & typeof import("../texts/list-en.js").default} Texts */
/** @typedef {keyof Texts} Key */
/** @typedef {"de" | "en"} Language */
/** The keys that have a form for one and a form for several. */
/** @typedef {Key extends infer K ? K extends `${infer Stem}.other` ? Stem : never : never} Counted */

const NAME = "language";
const LOAD = {
  de: () => import("../texts/de.js"),
  en: () => import("../texts/en.js"),
};
/** What few pages say beside that: the one whose `<main>` names it, and whoever needs it later. */
const LOAD_MORE = {
  order: {
    de: () => import("../texts/order-de.js"),
    en: () => import("../texts/order-en.js"),
  },
  list: {
    de: () => import("../texts/list-de.js"),
    en: () => import("../texts/list-en.js"),
  },
};
/** Where the browser does not say which kind of German or English, clocks and amounts are written so. */
const USUAL = { de: "de-DE", en: "en-GB" };

/** @type {Texts} */
let words;
/** @type {Language} */
let current = "de";
/** @type {Intl.PluralRules} */
let plurals;
/** @type {Set<() => void>} */
const listeners = new Set();
/** What is loaded beside the words of all pages. @type {Set<keyof typeof LOAD_MORE>} */
const needed = new Set(document.querySelector('main[data-words="order"]') ? ["order"] : []);

/**
 * @param {readonly string[]} wanted  the browser's languages, the best one first
 * @param {unknown} remembered  what was chosen here before
 * @returns {Language}
 */
export function languageFor(wanted, remembered) {
  const known = [remembered, ...wanted.map((tag) => tag.split("-")[0]?.toLowerCase())];
  return /** @type {Language} */ (known.find((code) => code === "de" || code === "en") ?? "en");
}

/** @param {Language} code */
async function load(code) {
  const more = [...needed].map((name) => LOAD_MORE[name][code]());
  const loaded = await Promise.all([LOAD[code](), ...more]);
  words = /** @type {Texts} */ (Object.assign({}, ...loaded.map((each) => each.default)));
  current = code;
  plurals = new Intl.PluralRules(code);
  document.documentElement.lang = code;
}

/** Settled when there are words. */
export const ready = load(languageFor(navigator.languages, kept.get(NAME)));

/** Loads words that few need, now and with each other language. @param {keyof typeof LOAD_MORE} name */
export async function need(name) {
  await ready;
  needed.add(name);
  await load(current);
}

/** @param {Language} code */
export async function choose(code) {
  await load(code);
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

/** @param {Counted} stem  @param {number} n  how many  @param {Record<string, string | number>} [values] */
export function tn(stem, n, values = {}) {
  const key = plurals.select(n) === "one" ? `${stem}.one` : `${stem}.other`;
  return t(/** @type {Key} */ (key), { n: new Intl.NumberFormat(locale()).format(n), ...values });
}

/** Whether there is a text under a name that is put together, such as that of a problem. @param {string} key */
export function has(key) {
  return key in words;
}

/** The text under a name that is put together, or another one. @param {string} key  @param {Key} otherwise */
export function tOr(key, otherwise) {
  return t(has(key) ? /** @type {Key} */ (key) : otherwise);
}

/** Puts words into all elements that name theirs: `data-t` for text, `data-t-label` for `aria-label`. */
export function translate() {
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = t(/** @type {Key} */ (element.getAttribute("data-t")));
  }
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(/** @type {Key} */ (element.getAttribute("data-t-label"))));
  }
}
