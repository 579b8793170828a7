/** The form for where the parcel goes: filled, kept while the tab is open, checked. */

import { countries, likelyCountry } from "./countries.js";
import { as, fill, h } from "./dom.js";
import { DRAFT } from "./session.js";
import { tab } from "./store.js";
import { language, t } from "./texts.js";

/** @typedef {import("./contract.js").Delivery} Delivery */

/** How many characters each may have. */
const MOST = { name: 100, street: 100, postcode: 20, city: 100, country: 2 };
/** The ids of the inputs, as the API names the fields. */
export const FIELDS = /** @type {(keyof Delivery)[]} */ (Object.keys(MOST));

/** @param {keyof Delivery} field */
function input(field) {
  return field === "country" ? as(field, HTMLSelectElement) : as(field, HTMLInputElement);
}

/** What has been typed. @returns {Delivery} */
export function delivery() {
  const [name = "", street = "", postcode = "", city = "", country = ""] = FIELDS.map((field) => input(field).value.trim());
  return { name, street, postcode, city, country: /** @type {Delivery["country"]} */ (country) };
}

/** Whether nothing has been typed yet. */
export function isUntouched() {
  return FIELDS.every((field) => field === "country" || !input(field).value);
}

/** @param {Partial<Delivery>} given */
export function fillIn(given) {
  for (const field of FIELDS) {
    if (given[field]) input(field).value = given[field];
  }
}

/** Names the countries in the reader's language; the chosen one stays chosen. */
export function nameCountries() {
  const select = as("country", HTMLSelectElement);
  const chosen = select.value || likelyCountry(navigator.languages);
  const options = countries(language()).map(([code, name]) => h("option", { value: code }, name));
  fill(select, h("option", { value: "" }, t("field.choose")), ...options);
  select.value = chosen;
}

/**
 * Keeps what is typed for a reload, and gives back what was.
 *
 * @param {(field: keyof Delivery) => void} changed
 */
export function keepDraft(changed) {
  fillIn(tab.get(DRAFT) ?? {});
  for (const field of FIELDS) {
    input(field).addEventListener("input", () => {
      tab.put(DRAFT, delivery());
      changed(field);
    });
  }
}

/** What is wrong with what has been typed, by field. */
export function faults() {
  const typed = delivery();
  const wrong = FIELDS.filter((field) => !typed[field] || [...typed[field]].length > MOST[field]);
  const long = (/** @type {keyof Delivery} */ field) => t("fault.long", { field: t(`field.${field}`), most: MOST[field] });
  return new Map(wrong.map((field) => [field, typed[field] ? long(field) : t(`fault.${field}`)]));
}
