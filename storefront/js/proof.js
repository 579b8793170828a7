/**
 * Proof of work: where the server asks for it, this browser works for about a second before it is served.
 *
 * ALTCHA's widget does it, from our own origin, unseen: there is nothing for a person to do. It is loaded only when
 * it is needed.
 */

/** @typedef {import("./contract.js").Challenge} Challenge */

const FILES = new URL("../vendor/altcha/", import.meta.url);
/** What the widget would do by itself: take its time, and watch the pointer. */
const PLAIN = { minDuration: 0, humanInteractionSignature: false };

/**
 * Returns the proof that a challenge was solved; null if there is none, or it cannot be solved here: then the server
 * says what is missing.
 *
 * @param {Challenge | null} challenge  @returns {Promise<string | null>}
 */
export async function solved(challenge) {
  if (!challenge) return null;
  const widget = await newWidget();
  try {
    const isReady = new Promise((resolve) => widget.addEventListener("load", resolve, { once: true }));
    document.body.append(widget);
    await isReady;
    await widget.configure({ ...PLAIN, challenge });
    return (await widget.verify())?.payload ?? null;
  } finally {
    widget.remove();
  }
}

/** @returns {Promise<any>} */
async function newWidget() {
  const { href } = new URL("altcha.js", FILES); // in a variable: the type checker need not read it
  await import(href);
  const widget = document.createElement("altcha-widget");
  widget.hidden = true;
  const { algorithms } = /** @type {any} */ (globalThis).$altcha;
  algorithms.set("PBKDF2/SHA-256", () => new Worker(new URL("pbkdf2.js", FILES)));
  return widget;
}
