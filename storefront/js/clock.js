/**
 * The server's time, whatever the clock of this machine says.
 *
 * Each answer that has the server's `now` says between which two marks of our stopwatch that instant lay. The
 * true difference lies where all of them overlap. The stopwatch (`performance.now`) runs on when the machine's
 * clock is changed; it may stand still while a laptop sleeps, so then everything is forgotten and asked anew.
 */

/** A cache tells in whole seconds how old its answer is, so it may be older by so much. */
const CACHED_MS = 1000;
/** Stopwatch and wall clock may drift apart so far before we believe that the machine slept. */
const SLEPT_MS = 2000;

export class Clock {
  #low = -Infinity;
  #high = Infinity;
  #wallBehind;
  #stopwatch;
  #wall;

  /**
   * @param {() => number} stopwatch  milliseconds that only grow
   * @param {() => number} wall  the machine's clock, in milliseconds
   */
  constructor(stopwatch, wall) {
    this.#stopwatch = stopwatch;
    this.#wall = wall;
    this.#wallBehind = wall() - stopwatch();
  }

  /** Whether any answer has told the time since the machine woke. */
  get isKnown() {
    const behind = this.#wall() - this.#stopwatch();
    if (Math.abs(behind - this.#wallBehind) > SLEPT_MS) this.forget();
    return this.#low > -Infinity;
  }

  /** The server's time in milliseconds; the machine's own until the server's is known. */
  now() {
    return this.isKnown ? this.#stopwatch() + (this.#low + this.#high) / 2 : this.#wall();
  }

  /**
   * @param {number} serverNow  what the answer said
   * @param {number} sent  the stopwatch when the request was sent
   * @param {number} received  and when the answer came
   * @param {number} [age]  for how many seconds it had lain in a cache, as `Age` says
   */
  heard(serverNow, sent, received, age = 0) {
    const low = serverNow + age * 1000 - received;
    const high = serverNow + age * 1000 - sent + CACHED_MS;
    const apart = !this.isKnown || low > this.#high || high < this.#low;
    this.#low = apart ? low : Math.max(low, this.#low);
    this.#high = apart ? high : Math.min(high, this.#high);
  }

  /** Forgets what was heard: the machine may have slept. */
  forget() {
    this.#low = -Infinity;
    this.#high = Infinity;
    this.#wallBehind = this.#wall() - this.#stopwatch();
  }
}

export const clock = new Clock(
  () => performance.now(),
  () => Date.now(),
);
