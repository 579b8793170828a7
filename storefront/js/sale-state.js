/** What a sale is at an instant of the server's clock. Pure. */

/** @typedef {import("./contract.js").ListedSale} ListedSale */
/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {"before" | "between" | "open" | "soldOut" | "paused" | "closed"} Kind */
/** @typedef {{kind: Kind, opensAt: number, closesAt: number}} State  instants; NaN where there is none */

/**
 * The server's phase, taken further by its windows: so a page opens on the second, and asks again afterwards.
 *
 * @param {ListedSale | PublicSale} sale  @param {number} now  @returns {State}
 */
export function stateOf(sale, now) {
  const windows = sale.windows.map((window) => ({
    opensAt: Date.parse(window.opens_at),
    closesAt: Date.parse(window.closes_at),
  }));
  const running = windows.find(({ opensAt, closesAt }) => opensAt <= now && now < closesAt);
  const next = windows.find(({ opensAt }) => opensAt > now);
  const { opensAt, closesAt } = running ?? next ?? { opensAt: NaN, closesAt: NaN };
  return { kind: kindOf(sale, !!running, !!next, windows[0]?.opensAt === opensAt), opensAt, closesAt };
}

/**
 * @param {ListedSale | PublicSale} sale
 * @param {boolean} running  @param {boolean} coming  @param {boolean} first
 * @returns {Kind}
 */
function kindOf(sale, running, coming, first) {
  if (sale.phase === "paused") return "paused";
  if (sale.phase === "closed" || sale.phase === "draft") return "closed";
  if (running) return sale.sold_out ? "soldOut" : "open";
  if (!coming) return "closed";
  return first ? "before" : "between";
}

/**
 * What is left in all pools together: a number, a band, or null if it is hidden.
 *
 * @param {PublicSale | ListedSale} sale
 * @returns {number | "many" | "few" | "none" | null}
 */
export function left(sale) {
  const each = sale.pools.map((pool) => pool.remaining);
  if (each.some((remaining) => remaining === undefined)) return null;
  if (each.every((remaining) => typeof remaining === "number")) {
    return each.reduce((/** @type {number} */ sum, remaining) => sum + Number(remaining), 0);
  }
  return each.includes("many") ? "many" : each.includes("few") ? "few" : "none";
}

/** Whether a pool is known to have nothing. @param {PublicSale["pools"][number]} pool */
export function isEmpty({ remaining }) {
  return remaining === 0 || remaining === "none";
}

/**
 * Whether somebody may wait for units, or be offered some: worth loading the list for.
 *
 * @param {PublicSale} sale  @param {State} state  @param {boolean} isSignedIn
 */
export function mayWait({ pools, waitlist }, { kind }, isSignedIn) {
  if (!waitlist || kind === "before") return false;
  return kind === "soldOut" || pools.some(isEmpty) || (kind !== "open" && isSignedIn);
}

/** Whether clocks in two zones show the same at an instant. @param {string} local @param {number} at @param {string} zone */
export function showsTheSame(local, at, zone) {
  const shown = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: zone });
  return shown.format(at).replace(" ", "T") === local.slice(0, 19);
}
