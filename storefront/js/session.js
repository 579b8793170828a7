/** Who is signed in here, what they have ordered, and the way to signing in and back. */

import { kept, onChange, tab } from "./store.js";

/** @typedef {{token: string, shopper: string, email: string, expires_at: string}} Session */

const NAME = "session";
const BACK = "back";
/** Where one may be sent back to: our own pages and nothing else. */
const OWN_PAGE = /^(index|sale|buy|basket|order|orders)\.html(\?[\w=&-]*)?$/;
const HOME = "index.html";
const ENDED = ["cancelled", "expired", "withdrawn", "returned", "refunded"];

/** @returns {Session | null} */
export function session() {
  const found = kept.get(NAME);
  const isWhole = ["token", "shopper", "email"].every((part) => typeof found?.[part] === "string");
  return isWhole ? found : null;
}

/** @param {Session} begun */
export function begin({ token, shopper, email, expires_at }) {
  kept.put(NAME, { token, shopper, email, expires_at });
}

/** Signs out, here and in all other tabs; what this tab was lent for one order goes, too. */
export function end() {
  kept.put(NAME, null);
}

/** @param {() => void} changed  called when another tab signed in or out */
export function onSession(changed) {
  onChange(NAME, changed);
}

/** Whether the session outlives this tab. */
export function isKept() {
  return kept.isReal;
}

/** The page that this one is, with what it shows; never with a token. */
export function here() {
  const name = location.pathname.split("/").pop() || HOME;
  return name + location.search;
}

/** Goes to sign in, and comes back to where one is now. */
export function signIn() {
  location.assign(`sign-in.html?back=${encodeURIComponent(here())}`);
}

/** Keeps where to go once the mailed link has been opened, which may be in another tab. */
export function rememberBack() {
  kept.put(BACK, { to: askedBack(), at: Date.now() });
}

/** Where to go on once signed in. */
export function wayBack() {
  const asked = askedBack();
  return asked === HOME ? ownPage(kept.get(BACK)?.to) : asked;
}

/** The way has been gone. */
export function forgetBack() {
  kept.put(BACK, null);
}

function askedBack() {
  return ownPage(new URLSearchParams(location.search).get("back"));
}

/** @param {unknown} page */
export function ownPage(page) {
  return typeof page === "string" && OWN_PAGE.test(page) ? page : HOME;
}

/**
 * Takes the token behind `#` out of the address bar, so that it lands in no history.
 *
 * @param {string} instead  the page's address without it
 */
export function tokenFromAddress(instead) {
  const token = decoded(location.hash.slice(1));
  if (token) history.replaceState(null, "", instead);
  return token;
}

/** What was broken on the way stays as it is: the server says that it is no token. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} order  @param {string} token  what reads that order's page, kept while the tab is open */
export function lendOrder(order, token) {
  tab.put(`order.${order}`, token);
}

/** @param {string} order  @returns {string | null} */
export function lentOrder(order) {
  return tab.get(`order.${order}`);
}

/**
 * Remembers the order that whoever is signed in has in its sale; one that has ended is none.
 *
 * @param {import("./contract.js").OrderPage} own
 */
export function keepOrder({ sale, order, state }) {
  if (!ENDED.includes(state)) kept.put(`ordered.${sale}`, { shopper: session()?.shopper, order });
  else if (keptOrder(sale) === order) kept.put(`ordered.${sale}`, null);
}

/** The order of whoever is signed in, as this browser last saw it. @param {string} sale  @returns {string | null} */
export function keptOrder(sale) {
  const found = kept.get(`ordered.${sale}`);
  return found && found.shopper === session()?.shopper ? found.order : null;
}
