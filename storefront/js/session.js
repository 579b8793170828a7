/** Who is signed in here, how one gets there, and what they have ordered or joined. */

import { kept, onChange, tab } from "./store.js";

/** @typedef {{token: string, shopper: string, email: string, expires_at: string}} Session */

const NAME = "session";
/** What reads single orders, by their numbers. */
const LENT = "lent";
/** What is typed of an address, for a reload. */
export const DRAFT = "delivery";
export const HOME = "index.html";
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

/** Signs out, here and in all other tabs; what this tab was lent for orders, and what was typed in it, go, too. */
export function signOut() {
  kept.put(NAME, null);
  tab.put(LENT, null);
  dropDraft();
}

/** What was typed is not needed any more. */
export function dropDraft() {
  tab.put(DRAFT, null);
}

/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {() => void} changed  called when another tab signed in or out, and when the session has run out */
export function onSession(changed) {
  listeners.add(changed);
  onChange(NAME, changed);
}

/** A token is not taken any more; whoever has another one meanwhile stays signed in. @param {string} [token] */
export function expire(token) {
  if (session()?.token !== token) return;
  kept.put(NAME, null);
  for (const listener of listeners) listener();
}

/** Whether the session outlives this tab. */
export function isKept() {
  return kept.isReal;
}

/** The page that this one is, with what it shows; never with a token. */
function here() {
  const name = location.pathname.split("/").pop() || HOME;
  return name + location.search;
}

function signInAddress() {
  return `sign-in.html?back=${encodeURIComponent(here())}`;
}

/** Goes to sign in, as somebody asked to, and comes back to where one is now. */
export function signIn() {
  location.assign(signInAddress());
}

/** The same from a page that nobody sees who is not signed in: the button "back" does not lead to it. */
export function leaveToSignIn() {
  return leaveFor(signInAddress());
}

/** Goes to another page in place of this one, on which nothing goes on. @param {string} address  @returns {Promise<never>} */
export function leaveFor(address) {
  location.replace(address);
  return new Promise(() => {});
}

/** @param {string} order  @param {string} token  what reads that order's page, kept while the tab is open */
export function lendOrder(order, token) {
  tab.put(LENT, { ...tab.get(LENT), [order]: token });
}

/** @param {string} order  @returns {string | null} */
export function lentOrder(order) {
  return tab.get(LENT)?.[order] ?? null;
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

/** Remembers whether whoever is signed in stands on a sale's waiting list. @param {string} sale  @param {boolean} stands */
export function keepListed(sale, stands) {
  kept.put(`listed.${sale}`, stands ? session()?.shopper : null);
}

/** Whether they do, as this browser last saw it. @param {string} sale */
export function isListed(sale) {
  return !!session() && kept.get(`listed.${sale}`) === session()?.shopper;
}

/** @param {import("./contract.js").PublicSale} sale  @param {import("./contract.js").Joined} joined  the ticket of whoever is signed in */
export function keepTicket({ sale, draw }, { ticket, window, joined_at }) {
  const commitment = draw?.window === window ? draw.commitment : null;
  kept.put(`ticket.${sale}`, { shopper: session()?.shopper, ticket, window, joinedAt: Date.parse(joined_at), commitment });
}

/** The ticket of whoever is signed in. @param {string} sale  @returns {import("./types.js").Ticket | null} */
export function keptTicket(sale) {
  const found = kept.get(`ticket.${sale}`);
  return found && found.shopper === session()?.shopper ? found : null;
}

/** The server does not take it: one has to join anew. @param {string} sale */
export function dropTicket(sale) {
  kept.put(`ticket.${sale}`, null);
}
