/** What all pages have: words, the language's button, who is signed in, and how the connection is. */

import { connection, trouble } from "./api.js";
import { $, announce, h, show, write } from "./dom.js";
import { isKept, onSession, session } from "./session.js";
import { choose, language, onLanguage, ready, t, translate } from "./texts.js";

/** @typedef {import("./types.js").Connection} Connection */
/** @typedef {import("./types.js").Key} Key */
/** @typedef {import("./types.js").Language} Language */

/** What passes sooner is not worth a word. */
const PATIENCE_MS = 1500;
const SHOWN_BACK_MS = 4000;
/** @type {Record<Language, [Language, string]>} */
const OTHER = { de: ["en", "English"], en: ["de", "Deutsch"] };

/**
 * Begins a page; `render` is called now, and again whenever language or session have changed.
 *
 * @param {Key} title  the page's name in the browser's tab
 * @param {() => void} render
 */
export async function begin(title, render) {
  await ready;
  const draw = () => {
    name(t(title));
    translate();
    drawHeader();
    render();
  };
  $("language").addEventListener("click", () => choose(OTHER[language()][0]));
  onLanguage(draw);
  onSession(draw);
  watchConnection();
  draw();
  document.documentElement.classList.add("ready");
}

/** Names the browser's tab. @param {string} title */
export function name(title) {
  document.title = `${title} · ${t("brand")}`;
}

/** The page has something to show: the words that stood there before go. */
export function loaded() {
  show("waiting", false);
  document.documentElement.classList.add("loaded");
}

function drawHeader() {
  const [code, own] = OTHER[language()];
  const button = $("language");
  button.lang = code;
  button.textContent = own;
  button.hidden = false;
  show("sign-in-link", !session());
  document.querySelector(".top [aria-current]")?.removeAttribute("aria-current");
  const page = location.pathname.split("/").pop() || "index.html";
  document.querySelector(`.top nav a[href="${page}"]`)?.setAttribute("aria-current", "page");
}

function watchConnection() {
  /** @type {Connection} */
  let shown = "ok";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let telling;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hiding;
  const tell = () => {
    telling = undefined;
    const state = connection();
    if (state === shown) return;
    const isBack = state === "ok" && shown === "offline";
    shown = state;
    clearTimeout(hiding);
    show("connection", state !== "ok" || isBack);
    if (state === "ok" && !isBack) return;
    if (isBack) hiding = setTimeout(() => show("connection", false), SHOWN_BACK_MS);
    write($("connection"), t(`connection.${state}`));
    announce(t(`connection.${state}`));
  };
  const hear = () => {
    if (connection() === "ok" || shown !== "ok") tell();
    else telling ??= setTimeout(tell, PATIENCE_MS);
  };
  trouble.addEventListener("change", hear);
  hear();
}

/** Says that the browser keeps nothing, where that matters. */
export function storageHint() {
  return isKept() ? null : h("p", { class: "hint" }, t("session.tabOnly"));
}

/**
 * A way to load what only some need, and to begin with it, once. Best called when an answer has just come: for a module
 * that did not come some browsers never ask again, until the page is loaded anew.
 *
 * @template Loaded  @param {() => Promise<Loaded>} load  @param {(loaded: Loaded) => unknown} begin
 * @param {() => void} [failed]
 */
export function once(load, begin, failed) {
  let isBegun = false;
  return async () => {
    if (isBegun) return;
    isBegun = true;
    const loaded = await load().catch(() => null);
    isBegun = !!loaded;
    if (loaded) await begin(loaded);
    else failed?.();
  };
}

/**
 * Runs what a button asks for; the button says so meanwhile, and a second click changes nothing.
 *
 * @param {HTMLElement} button  has its text by `data-t`
 * @param {Key} meanwhile
 * @param {() => Promise<void>} work
 */
export async function whileBusy(button, meanwhile, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const key = /** @type {Key} */ (button.dataset.t);
  const set = (/** @type {Key} */ words) => {
    button.dataset.t = words;
    button.textContent = t(words);
  };
  button.setAttribute("aria-disabled", "true");
  set(meanwhile);
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
    set(key);
  }
}
