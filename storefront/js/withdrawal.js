/** Withdrawing from the contract: until when, and the declaration in its second step. */

import { $, as, confirmed, show, typed, write } from "./dom.js";
import { instant, ownZone } from "./format.js";
import { locale, t } from "./texts.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */

/** The button is there as long as the law wants it, for whoever reads the page. @param {OrderPage} order */
export function renderWithdrawal({ withdrawal }) {
  show("withdrawal", !!withdrawal);
  if (!withdrawal) return;
  write($("withdraw-hint"), withdrawal.until ? endText(Date.parse(withdrawal.until)) : t("withdraw.noEnd"));
}

/** The period ends with a day where its shopper ordered; whoever reads this elsewhere has to know the hour. @param {number} end */
function endText(end) {
  const day = lastDay(end, locale(), ownZone());
  return day ? t("withdraw.until", { day }) : t("withdraw.before", { moment: instant(end, "full", locale(), ownZone()) });
}

/**
 * The last day of what ends at an instant, as days go in a zone; null if the day is not over there by then.
 *
 * @param {number} end  @param {string} locale  @param {string} zone
 */
export function lastDay(end, locale, zone) {
  const [day, next] = [end - 1, end].map((at) => instant(at, "day", locale, zone));
  return day === next ? null : day;
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
