/**
 * Watches one sale: asks for its status at most once in five seconds, and not at all while nobody looks.
 *
 * At an opening the page opens by itself, and the look that confirms it comes a moment later, which is another
 * moment in each browser; and so it is at the end of a draw.
 */

import { call, Problem } from "./api.js";
import { clock } from "./clock.js";
import { isEmpty, stateOf } from "./sale-state.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */

/** What cannot be a sale's id is not asked for. */
const ID = /^[a-z0-9][a-z0-9-]+$/;
const EVERY_MS = 5000;
const JITTER_MS = 1500;
const AFTER_OPENING_MS = 2000;
/** So often the server's time is asked for, though nothing else has changed. */
const CLOCK_MS = 60_000;

export class Watch {
  /** @type {PublicSale | null} */
  status = null;
  #sale;
  #on;
  /** @type {string | null} */
  #tag = null;
  #lookedAt = -Infinity;
  #lookedAtWall = -Infinity;
  #heardAt = -Infinity;
  #wake = () => {};

  /**
   * @param {string} sale
   * @param {{changed: (status: PublicSale) => void, missing: () => void, broken: (problem: Problem) => void}} on
   */
  constructor(sale, on) {
    this.#sale = sale;
    this.#on = on;
  }

  /** Watches for as long as there is such a sale. */
  async run() {
    if (!ID.test(this.#sale)) return this.#on.missing();
    const sooner = () => document.hidden || this.#wake();
    for (const event of ["visibilitychange", "pageshow", "online"]) addEventListener(event, sooner);
    for (;;) {
      while (document.hidden && this.status) await this.#rest(Infinity);
      const elapsed = this.#elapsed;
      if (this.status && elapsed < EVERY_MS) await this.#rest(EVERY_MS - elapsed);
      if (!(await this.#look())) return;
      await this.#rest(this.#interval());
    }
  }

  /**
   * Takes in what a refusal said: a pool has nothing. The next look tells all.
   *
   * @param {string | null} pool  the first unless named
   * @param {string | null} mayReturnUntil
   */
  noneLeft(pool, mayReturnUntil) {
    if (!this.status) return;
    const name = pool ?? this.status.pools[0]?.pool;
    const pools = this.status.pools.map((each) => (each.pool === name ? { ...each, remaining: 0 } : each));
    const soldOut = pools.every(isEmpty);
    this.status = { ...this.status, pools, sold_out: soldOut, may_return_until: soldOut ? mayReturnUntil : null };
    this.#tag = null;
    this.#on.changed(this.status);
  }

  /** How long ago the last look was; whichever clock ran on while the machine slept. */
  get #elapsed() {
    return Math.max(performance.now() - this.#lookedAt, Date.now() - this.#lookedAtWall);
  }

  #interval() {
    const usual = EVERY_MS + Math.random() * JITTER_MS;
    if (!this.status || !clock.isKnown) return usual;
    const wait = awaited(this.status, clock.now()) - clock.now();
    return wait > 0 && wait <= usual ? Math.max(EVERY_MS, wait + Math.random() * AFTER_OPENING_MS) : usual;
  }

  /** @returns {Promise<boolean>} whether to go on */
  async #look() {
    this.#lookedAt = performance.now();
    this.#lookedAtWall = Date.now();
    const hasTime = clock.isKnown && performance.now() - this.#heardAt < CLOCK_MS;
    const headers = this.#tag && hasTime ? { "If-None-Match": this.#tag } : undefined;
    try {
      const answer = await call("showSale", { params: { sale: this.#sale }, headers, restMs: EVERY_MS });
      if (answer.status === 200) {
        this.#heardAt = performance.now();
        this.#tag = answer.etag;
        this.status = answer.body;
        this.#on.changed(answer.body);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "not_found") {
        this.#on.missing();
        return false;
      }
      if (!this.status) this.#on.broken(error);
    }
    return true;
  }

  /** Waits, but no longer than until somebody looks again. @param {number} milliseconds @returns {Promise<void>} */
  #rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = milliseconds < Infinity ? setTimeout(resolve, milliseconds) : 0;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What everybody waits for: an opening, or the end of its draw; NaN for nothing. @param {PublicSale} sale @param {number} now */
function awaited(sale, now) {
  const { kind, opensAt } = stateOf(sale, now);
  if (kind === "before" || kind === "between") return opensAt;
  const isDrawing = kind === "open" && sale.draw && !sale.draw.seed;
  return isDrawing ? opensAt + (sale.line?.delay_seconds ?? 0) * 1000 : NaN;
}

/** Calls at each full second of the server's clock, while somebody looks. @param {() => void} tick */
export function everySecond(tick) {
  const next = () => setTimeout(run, 1005 - (clock.now() % 1000));
  const run = () => {
    if (!document.hidden) tick();
    next();
  };
  addEventListener("visibilitychange", () => document.hidden || tick());
  next();
}
