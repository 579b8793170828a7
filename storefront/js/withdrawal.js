/** Withdrawing from the contract: until when, and the declaration in its second step. */

import { $, as, confirmed, show, typed, write } from "./dom.js";
import { instant, ownZone } from "./format.js";
import { locale, t } from "./texts.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */

/** The button is there as long as the law wants it, for whoever reads the page. @param {OrderPage} order */
export function renderWithdrawal({ withdrawal }) {
  show("withdrawal", !!withdrawal);
  if (!withdrawal) return;
  const day = withdrawal.until && instant(Date.parse(withdrawal.until) - 1, "day", locale(), ownZone());
  write($("withdraw-hint"), day ? t("withdraw.until", { day }) : t("withdraw.noEnd"));
}

/** What somebody declares; null if they do not. @param {OrderPage} order */
export async function declaration({ order, title, email, delivery }) {
  const [name, reason] = [as("withdraw-name", HTMLInputElement), as("withdraw-reason", HTMLTextAreaElement)];
  name.value ||= delivery.name;
  write($("withdraw-order"), `${title} (${order})`);
  write($("withdraw-email"), email);
  if (!(await confirmed("withdraw-dialog"))) return null;
  const why = typed(reason);
  return { name: typed(name), ...(why && { reason: why }) };
}
