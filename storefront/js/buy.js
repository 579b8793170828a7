/** Buying: reserve, give an address, order. Here the page's controls are joined to the steps. */

import * as buying from "./buying.js";
import { renderDelivery } from "./checkout.js";
import { chosen, lacksPool, offerQuantities } from "./choose.js";
import { faults, keepDraft } from "./delivery.js";
import { $, as, confirmed } from "./dom.js";
import { begin, whileBusy } from "./page.js";
import { mended, showFaults } from "./problems.js";
import { leaveToSignIn, onSession, session } from "./session.js";
import { t } from "./texts.js";
import { everySecond } from "./watch.js";

function listen() {
  $("reserve-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (lacksPool()) return showFaults("reserve-error", [], new Map(), t("fault.pool"));
    const { quantity, pool } = chosen();
    whileBusy($("reserve-button"), "buy.reserving", () => buying.reserve(quantity, pool));
  });
  // What was said of another choice says nothing of this one.
  $("reserve-form").addEventListener("change", () => showFaults("reserve-error", [], new Map()));
  $("order-form").addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy($("order-button"), "held.ordering", buying.order);
  });
  $("return-button").addEventListener("click", async () => {
    if (await confirmed("return-dialog")) whileBusy($("return-button"), "held.returning", buying.giveBack);
  });
  $("change-button").addEventListener("click", async () => {
    const held = buying.hold.reservation?.quantity ?? 1;
    const select = as("new-quantity", HTMLSelectElement);
    offerQuantities(select, buying.watch.status?.limit ?? 1);
    select.value = String(held);
    const isChanged = (await confirmed("change-dialog")) && Number(select.value) !== held;
    if (isChanged) whileBusy($("change-button"), "held.changing", () => buying.giveBack(Number(select.value)));
  });
  $("anew").addEventListener("click", () => buying.turn("choose"));
  addEventListener("visibilitychange", buying.lookAgain);
  addEventListener("pageshow", (event) => event.persisted && buying.look());
  onSession(() => (session() ? buying.look() : leaveToSignIn()));
}

if (!session()) leaveToSignIn();
else {
  // Both are asked before there are words to show the answers with.
  buying.watch.run();
  const early = buying.hold.look().catch((error) => error);
  await begin("buy.title", buying.draw);
  keepDraft((field) => {
    renderDelivery();
    if (!faults().has(field)) mended(field);
  });
  listen();
  const fault = await early;
  if (fault) buying.refused(fault, "page-error");
  else buying.follow();
  everySecond(buying.tick);
}
