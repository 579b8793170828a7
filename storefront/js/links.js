/** Coming by a mailed link: the token in the address, and the way back to where one wanted to go. */

import { HOME } from "./session.js";
import { kept } from "./store.js";

const BACK = "back";
/** Where one may be sent back to: our own pages and nothing else. */
const OWN_PAGE = /^(index|sale|buy|basket|order|orders)\.html(\?[\w=&-]*)?$/;

/** Keeps where to go once the mailed link has been opened, which may be in another tab. */
export function rememberBack() {
  kept.put(BACK, askedBack());
}

/** Where to go on once signed in. */
export function wayBack() {
  const asked = askedBack();
  return asked === HOME ? ownPage(kept.get(BACK)) : asked;
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

/** Whether the address has a token; the name of a part of the page, which a link within it leads to, is none. */
export function hasToken() {
  const behind = location.hash.slice(1);
  return behind !== "" && !document.getElementById(behind);
}

/**
 * Takes the token behind `#` out of the address bar, so that it lands in no history.
 *
 * @param {string} instead  the page's address without it
 */
export function tokenFromAddress(instead) {
  if (!hasToken()) return "";
  const token = decoded(location.hash.slice(1));
  history.replaceState(null, "", instead);
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
