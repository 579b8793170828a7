/**
 * The draw, computed by whoever it concerns: the own place, and from when on one is served.
 *
 * The encoding is `sale-draw-1`, as docs/reference/draw.md has it. Seed, beacon and commitment are in hex.
 */

const VERSION = "sale-draw-1";
const PLACE_BYTES = 8;

/**
 * @param {{seed: string, beacon: string, sale: string, window: number, shopper: string}} draw
 *   the beacon is empty if there was none in time; windows are counted from 0
 * @returns {Promise<bigint>} the lower, the sooner
 */
export async function placeOf({ seed, beacon, sale, window, shopper }) {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytesOf(seed), hmac, false, ["sign"]);
  const fields = [text(VERSION), text("place"), bytesOf(beacon), text(sale), text(String(window)), text(shopper)];
  const signed = await crypto.subtle.sign("HMAC", key, framed(fields));
  return new DataView(signed, 0, PLACE_BYTES).getBigUint64(0);
}

/**
 * @param {string} seed
 * @returns {Promise<string>} what the sale must have promised before the opening
 */
export async function commitmentOf(seed) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(seed)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Whoever joined before the opening is served by the place, everybody else behind them, in order of arrival.
 *
 * @param {{opensAt: number, delayMs: number, spreadMs: number}} line
 * @param {number} joinedAt
 * @param {bigint} place
 * @returns {number} milliseconds on the sale's clock, as all of these
 */
export function servedAt({ opensAt, delayMs, spreadMs }, joinedAt, place) {
  if (joinedAt >= opensAt) return joinedAt + delayMs + spreadMs;
  return opensAt + delayMs + Number((place * BigInt(spreadMs)) >> BigInt(8 * PLACE_BYTES));
}

/** Each field behind its length, four bytes, big-endian. @param {Uint8Array[]} fields */
function framed(fields) {
  const bytes = new Uint8Array(fields.reduce((length, field) => length + 4 + field.length, 0));
  let at = 0;
  for (const field of fields) {
    new DataView(bytes.buffer).setUint32(at, field.length);
    bytes.set(field, at + 4);
    at += 4 + field.length;
  }
  return bytes;
}

/** @param {string} words */
function text(words) {
  return new TextEncoder().encode(words);
}

/** @param {string} hex */
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}
