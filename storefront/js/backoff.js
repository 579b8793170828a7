/** How long to wait before the same request is sent again. Pure: randomness and time come from outside. */

const FIRST_MS = 400;
const MOST_MS = 10_000;
const LONGEST_RETRY_AFTER_S = 120;

/**
 * Full jitter: anything from nothing to twice as much each time; and what the server asked for before that.
 *
 * @param {number} attempt  0 after the first failure
 * @param {number} retryAfterSeconds  what the answer said; 0 if it said nothing
 * @param {() => number} random  from 0 to below 1
 * @returns {number} milliseconds
 */
export function waitMs(attempt, retryAfterSeconds, random) {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
  return retryAfterSeconds * 1000 + Math.round(random() * most);
}

/**
 * @param {string | null} header  `Retry-After`; a date is not understood, for our servers send none
 * @returns {number} seconds
 */
export function retryAfterSeconds(header) {
  const seconds = Number(header ?? 0);
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_S) : 0;
}

/**
 * Whether the same request may get a better answer. Every one may be sent again: it is never done twice.
 *
 * @param {number} status  0: no answer came
 * @param {number} failures  how many times it has failed
 */
export function mayPass(status, failures) {
  if (status === 500) return failures < 3; // a fault of ours that may last: say so rather than hide it
  return status === 0 || status === 408 || status === 429 || status > 500;
}
