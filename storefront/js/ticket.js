/** One's ticket for the line of a sale, as this browser keeps it. No page, no words. */

import { session } from "./session.js";
import { kept } from "./store.js";

/** @typedef {import("./contract.js").Joined} Joined */
/** @typedef {import("./contract.js").PublicSale} PublicSale */
/**
 * `commitment` is what the sale had promised by then, if it was known; `joinedAt` in milliseconds.
 *
 * @typedef {{shopper: string, ticket: string, window: number, joinedAt: number, commitment: string | null}} Ticket
 */

/** @param {PublicSale} sale  @param {Joined} joined  the ticket of whoever is signed in */
export function keepTicket({ sale, draw }, { ticket, window, joined_at }) {
  const commitment = draw?.window === window ? draw.commitment : null;
  kept.put(name(sale), { shopper: session()?.shopper, ticket, window, joinedAt: Date.parse(joined_at), commitment });
}

/** The ticket of whoever is signed in. @param {string} sale  @returns {Ticket | null} */
export function keptTicket(sale) {
  const found = kept.get(name(sale));
  return found && found.shopper === session()?.shopper ? found : null;
}

/** The server does not take it: one has to join anew. @param {string} sale */
export function dropTicket(sale) {
  kept.put(name(sale), null);
}

/** @param {string} sale */
function name(sale) {
  return `ticket.${sale}`;
}
