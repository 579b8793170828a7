/**
 * What this browser keeps for us: for good (`kept`), or for this tab (`tab`).
 *
 * With storage switched off both live in `window.name`, which stays with the tab from page to page, and which
 * browsers empty when it leaves this site.
 */

const MARK = "sale:";

/** @param {() => Storage} open  @returns {Storage | null} */
function opened(open) {
  try {
    const storage = open();
    storage.setItem(MARK, "1");
    storage.removeItem(MARK);
    return storage;
  } catch {
    return null;
  }
}

class Store {
  #storage;

  /** @param {Storage | null} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** Whether it outlives the tab, or the page; false if storage is switched off. */
  get isReal() {
    return this.#storage !== null;
  }

  /** @param {string} name  @returns {any} what was put there, or null */
  get(name) {
    try {
      const text = this.#storage ? this.#storage.getItem(MARK + name) : named()[name];
      return JSON.parse(text ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} name  @param {unknown} value  null removes it */
  put(name, value) {
    const text = JSON.stringify(value);
    try {
      if (!this.#storage) window.name = JSON.stringify({ ...named(), [name]: text });
      else if (value === null) this.#storage.removeItem(MARK + name);
      else this.#storage.setItem(MARK + name, text);
    } catch {
      // Full: what does not fit is not kept.
    }
  }
}

/** @returns {Record<string, string>} */
function named() {
  try {
    return Object(JSON.parse(window.name));
  } catch {
    return {};
  }
}

export const kept = new Store(opened(() => localStorage));
export const tab = new Store(opened(() => sessionStorage));

/** @param {string} name  @param {() => void} changed  called when another tab changed it */
export function onChange(name, changed) {
  addEventListener("storage", (event) => {
    if (event.key === MARK + name || event.key === null) changed();
  });
}
