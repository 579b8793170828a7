/** What the shopper holds in one sale, as the server has it; every way to it and from it. No page, no words. */

import { call, pause, Problem } from "./api.js";
import { clock } from "./clock.js";
import { dropDraft, dropTicket, keptTicket, leaveFor, lendOrder } from "./session.js";

/** @typedef {import("./contract.js").Delivery} Delivery */
/** @typedef {import("./contract.js").OrderPage} OrderPage */
/** @typedef {import("./contract.js").Reservation} Reservation */

/** A click so shortly before the opening, or one's turn, is meant for it. */
const EARLY_MS = 10_000;
const AFTER_OPENING_MS = 500;
/** To remember the address may take so long; the order is not held up by it. */
const REMEMBERING_MS = 3000;

export class Hold {
  /** @type {Reservation | null} */
  reservation = null;
  #sale;
  /** @type {string | null} */
  #tag = null;
  /** Counts what was done: a look that began before tells of what was. */
  #done = 0;

  /** @param {string} sale */
  constructor(sale) {
    this.#sale = sale;
  }

  get #params() {
    return { sale: this.#sale };
  }

  /** Milliseconds until the deadline, by the server's clock. */
  get left() {
    return this.reservation ? Date.parse(this.reservation.deadline) - clock.now() : 0;
  }

  /** Asks what is held; nothing is no fault. */
  async look() {
    const done = this.#done;
    try {
      const found = await call("showReservation", { params: this.#params });
      if (done === this.#done) this.#take(found);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "not_found") throw error;
      if (done === this.#done) this.reservation = null;
    }
  }

  /**
   * Reserves; who holds other units already has those, and `reused` is true.
   *
   * @param {number} quantity  @param {string | null} pool
   * @returns {Promise<{reused: boolean}>}
   */
  async reserve(quantity, pool) {
    try {
      const { body, etag } = await this.#asked(pool ? { quantity, pool } : { quantity });
      this.#done++;
      this.#take({ body: /** @type {Reservation} */ (body), etag });
      return { reused: false };
    } catch (error) {
      if (!(error instanceof Problem && error.code === "request_reused")) throw error;
      await this.look(); // with the tag that giving it back needs
      return { reused: true };
    }
  }

  /** Orders the prepared basket at once. @returns {Promise<OrderPage>} */
  async buy() {
    const { body } = await this.#asked({ order: true });
    return /** @type {OrderPage} */ (body);
  }

  /** Gives back what is held, and only that: not what another tab may have reserved since. */
  async giveBack() {
    await call("giveBack", { params: this.#params, headers: this.#tag ? { "If-Match": this.#tag } : {} });
    this.#done++;
    this.reservation = null;
  }

  /** @param {Delivery} delivery  @param {boolean} remember  @returns {Promise<OrderPage>} */
  async order(delivery, remember) {
    const { reservation = "" } = this.reservation ?? {};
    const { body } = await call("order", { params: this.#params, body: { reservation, delivery } });
    if (remember) {
      const signal = AbortSignal.timeout(REMEMBERING_MS);
      await call("rememberMe", { body: { delivery }, signal }).catch(() => {});
    }
    return body;
  }

  /**
   * Asks for units, with one's ticket if there is one; who asks shortly before the opening, or the own turn, is asking
   * for that.
   *
   * @param {import("./contract.js").Operations["reserve"]["body"]} body
   */
  async #asked(body) {
    for (;;) {
      try {
        const ticket = keptTicket(this.#sale)?.ticket;
        return await call("reserve", { params: this.#params, body: ticket ? { ...body, ticket } : body });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.body.fields?.some(({ field }) => field === "ticket")) dropTicket(this.#sale);
        const wait = Date.parse(error.body.opens_at ?? error.body.admitted_at ?? "") - clock.now();
        if (!(wait < EARLY_MS)) throw error;
        await pause(Math.max(0, wait) + Math.random() * AFTER_OPENING_MS);
      }
    }
  }

  /** @param {{body: Reservation, etag: string | null}} answer */
  #take({ body, etag }) {
    this.reservation = body;
    this.#tag = etag;
  }
}

/**
 * Leaves for the page of an order that stands: what was typed for it is not needed any more.
 *
 * @param {string} order  @param {string | null} link
 */
export function goToOrder(order, link) {
  dropDraft();
  return leaveFor(orderAddress(order, link));
}

/** The address of an order's page here, which may read it by its link from now on. @param {string} order @param {string | null} link */
export function orderAddress(order, link) {
  const token = link?.split("#")[1];
  if (token) lendOrder(order, token);
  return `order.html?order=${encodeURIComponent(order)}`;
}
