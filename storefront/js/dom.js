/** Finding and making elements, and asking back. Text from outside is only ever text: nothing here reads markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/** @param {string} id  @returns {HTMLElement} */
export function $(id) {
  return as(id, HTMLElement);
}

/**
 * The element with an id, which is of a kind.
 *
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function as(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`No ${kind.name} has the id ${id}.`);
  return found;
}

/**
 * A new element. `false`, null and undefined leave an attribute or child out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | null | undefined>} attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (typeof value === "string") made.setAttribute(name, value);
  }
  fill(made, ...children);
  return made;
}

/** @param {Element} element  @param {...Child} children  what it has from now on */
export function fill(element, ...children) {
  const shown = children.filter((child) => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...shown.map((child) => (child instanceof Node ? child : String(child))));
}

/** What each element was last drawn of. @type {WeakMap<Element, string>} */
const drawnOf = new WeakMap();

/**
 * Draws only what has changed, so that nobody's selection, choice or place is lost; returns whether anything has. A link
 * that had the keyboard has it again.
 *
 * @template Shown
 * @param {HTMLElement} element  @param {string} how  whatever else matters, such as the language
 * @param {readonly Shown[]} shown  @param {(each: Shown) => Child} drawn
 */
export function redraw(element, how, shown, drawn) {
  const now = JSON.stringify([how, shown]);
  if (drawnOf.get(element) === now) return false;
  drawnOf.set(element, now);
  const held = element.contains(document.activeElement) && document.activeElement?.getAttribute("href");
  fill(element, ...shown.map(drawn));
  if (held) [...element.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
  return true;
}

/** Sets a text, but only if it is another: nothing flickers, and no screen reader repeats itself. */
export function write(/** @type {Element} */ element, /** @type {string} */ text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * What somebody has typed, as the one line that the API takes: a line's end must stop nobody.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
export function typed(field) {
  return field.value.replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}

/** @param {string} id  @param {boolean} shown */
export function show(id, shown) {
  const element = $(id);
  if (element.hidden === shown) element.hidden = !shown;
}

/** Shows one of several sections. @param {string[]} ids  @param {string} [chosen] */
export function showOnly(ids, chosen) {
  for (const id of ids) show(id, id === chosen);
}

/** Moves the keyboard to a heading or a summary, so that a screen reader reads on there. @param {HTMLElement} to */
export function moveTo(to) {
  if (to.tabIndex < 0) to.tabIndex = -1;
  to.focus({ preventScroll: false });
}

/** Says something to who cannot see it. @param {string} text */
export function announce(text) {
  const region = $("live");
  region.textContent = "";
  // The same words twice in a row would not be read again.
  setTimeout(() => (region.textContent = text), 100);
}

/**
 * Opens a dialog; its form's buttons close it with `yes` or `no`, and Escape means no.
 *
 * @param {string} id
 * @returns {Promise<boolean>}
 */
export function confirmed(id) {
  const dialog = as(id, HTMLDialogElement);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** @param {string | null} address */
export function mailLink(address) {
  return address && h("a", { href: `mailto:${encodeURIComponent(address).replace("%40", "@")}` }, address);
}
