/**
 * Where one stands in a sale's line, computed here from what is public: the place by the draw, and the turn.
 *
 * It is the server's own sum. Whoever joined before the opening, by the wall clock, is in time. Turns are on the
 * sale's clock, which stands still while the sale is halted. No page, no words. The draw's own rules are loaded when
 * there is something to compute.
 */

import { keptTicket } from "./session.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./types.js").Standing} Standing */
/** @typedef {import("./types.js").Ticket} Ticket */
/** @typedef {import("./types.js").Window} Window */
/** @typedef {{place: bigint | null, isTrue: boolean | null, servedAt: typeof import("./draw.js").servedAt}} Drawn */

const PLACE_BITS = 64n;

export class Line {
  #changed;
  /** @type {Drawn | null} */
  #drawn = null;
  #asked = "";

  /** @param {() => void} changed  called when a place has been computed, which takes a moment */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {PublicSale} sale  @param {number} now  @returns {Standing | null} null for a sale without a line */
  standing(sale, now) {
    const isLeft = ({ closes_at = "" } = {}) => now < Date.parse(closes_at);
    const found = keptTicket(sale.sale);
    const ticket = found && isLeft(sale.windows[found.window]) ? found : null;
    const anybody = sale.windows.findIndex((each) => isLeft(each) && isForAnybody(each, now));
    const window = ticket?.window ?? (anybody < 0 ? sale.windows.findIndex(isLeft) : anybody);
    const hours = sale.windows[window];
    if (!sale.line || !hours) return null;
    const takesCode = !ticket && sale.windows.some((each) => isLeft(each) && each.access === "invited");
    const canJoin = !ticket && (anybody >= 0 || takesCode);
    const [opensAt, closesAt] = [Date.parse(hours.opens_at), Date.parse(hours.closes_at)];
    const isInTime = (ticket?.joinedAt ?? now) < opensAt;
    const drawn = this.#draw(sale, window, ticket);
    const place = isInTime ? (drawn?.place ?? null) : null;
    const [delayMs, spreadMs] = [sale.line.delay_seconds * 1000, sale.line.spread_seconds * 1000];
    const clock = (/** @type {number} */ at) => at - halted(sale, at);
    const wall = (/** @type {number} */ at) => at + halted(sale, now);
    const opened = clock(opensAt);
    // A halt over the opening: who joined before it is in time, though the sale's clock stood.
    const joined = isInTime ? opened - 1 : clock(ticket?.joinedAt ?? NaN);
    const isSure = drawn && ticket && sale.phase !== "paused";
    const turn = isSure ? wall(drawn.servedAt({ opensAt: opened, delayMs, spreadMs }, joined, place ?? 0n)) : NaN;
    const earliest = wall(opened + delayMs);
    const isTrue = drawn?.isTrue ?? null;
    return { ticket, opensAt, closesAt, isInTime, canJoin, takesCode, place, turn, earliest, isTrue };
  }

  /**
   * What the draw gave, once whatever it takes has been shown, and computed; where nothing is drawn, at once.
   *
   * @param {PublicSale} sale  @param {number} window  @param {Ticket | null} ticket  @returns {Drawn | null}
   */
  #draw(sale, window, ticket) {
    const isDrawn = !!sale.line?.spread_seconds;
    const { seed = null, beacon, commitment, window: drawn } = sale.draw ?? {};
    const value = beacon?.value ?? null;
    if (isDrawn && (drawn !== window || seed === null || value === null)) return null;
    const shopper = ticket?.shopper ?? "";
    const promised = ticket?.commitment ?? commitment;
    const key = [seed, value, window, shopper, promised].join();
    if (this.#asked !== key) {
      this.#asked = key;
      this.#drawn = null;
      const given = { seed: seed ?? "", beacon: value ?? "", sale: sale.sale, window, shopper };
      this.#compute(key, given, isDrawn ? promised : undefined);
    }
    return this.#drawn;
  }

  /** @param {string} key  @param {Parameters<typeof import("./draw.js").placeOf>[0]} given  @param {string} [promised] */
  async #compute(key, given, promised) {
    const rules = await import("./draw.js").catch(() => null);
    if (!rules) return void (this.#asked = ""); // the next second tries again
    const place = promised && given.shopper ? await rules.placeOf(given) : null;
    const isTrue = promised ? (await rules.commitmentOf(given.seed)) === promised : null;
    if (this.#asked !== key) return;
    this.#drawn = { place, isTrue, servedAt: rules.servedAt };
    this.#changed();
  }
}

/** Whether one can join its line without a code. @param {Window} window  @param {number} now */
function isForAnybody({ access, until_at }, now) {
  return access === "open" || (access === "registered" && now < Date.parse(until_at ?? ""));
}

/** How many of those who took part one may expect before oneself. @param {bigint} place  @param {number} entrants */
export function expectedBefore(place, entrants) {
  return Number((place * BigInt(entrants)) >> PLACE_BITS);
}

/** How long the sale was halted up to an instant: so far its clock is behind. @param {PublicSale} sale  @param {number} at */
function halted({ pauses }, at) {
  const each = pauses.map(({ paused_at, resumed_at }) => {
    const end = resumed_at ? Date.parse(resumed_at) : at;
    return Math.max(0, Math.min(at, end) - Date.parse(paused_at));
  });
  return each.reduce((sum, one) => sum + one, 0);
}
