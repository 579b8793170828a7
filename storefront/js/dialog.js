/** Asking back before something is taken away. */

import { as } from "./dom.js";

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
