/**
 * An order: where it stands, everything that happened to it, and what can be done.
 *
 * Read by the shopper who is signed in, or by the token behind `#` of its link, which reads, and withdraws from the
 * contract. The page is the truth even if every mail is lost; it asks again, calmly, until nothing more is to come.
 */

import { call, pause, Problem } from "./api.js";
import { confirmed } from "./dialog.js";
import { $, announce, as, moveTo, showOnly, write } from "./dom.js";
import { orderOf, renderOrder } from "./order-view.js";
import { begin, loaded, whileBusy } from "./page.js";
import { sentence, showFaults } from "./problems.js";
import { keepOrder, lendOrder, lentOrder, onSession, session, signIn, tokenFromAddress } from "./session.js";
import { ready, t } from "./texts.js";
import { declaration } from "./withdrawal.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */

const VIEWS = ["order", "unknown", "expired"];
const EVERY_MS = 8000;
const JITTER_MS = 4000;
/** What lasts for days, or for good. */
const FINAL = ["shipped", "delivered", "cancelled", "expired", "withdrawn", "returned", "refunded"];

/** @type {OrderPage | null} */
let order = null;
/** @type {"order" | "unknown" | "expired" | null} */
let view = null;
/** Whether its shopper reads it, not only somebody with the link. */
let isOwn = false;

const cameByLink = location.hash.length > 1;
const id = nameOfOrder();

/** The order's number: in the link's token, which is kept for this tab, or in the address. */
function nameOfOrder() {
  const token = location.hash.length > 1 ? orderOf(location.hash.slice(1)) : null;
  const asked = token ?? new URLSearchParams(location.search).get("order") ?? "";
  const link = tokenFromAddress(`order.html?order=${encodeURIComponent(asked)}`);
  if (token) lendOrder(token, link);
  return asked;
}

function render() {
  if (view) loaded();
  showOnly(VIEWS, view ?? undefined);
  write($("title"), t(view === "unknown" ? "order.unknown" : view === "expired" ? "order.linkExpired" : "order.title"));
  if (order && isOwn) keepOrder(order);
  if (order) renderOrder(order, isOwn);
}

/** Reads the order, as its shopper if one is signed in, else by the link. */
async function look() {
  if (!id) {
    view = cameByLink ? "expired" : "unknown"; // nothing to ask for
    return;
  }
  const token = lentOrder(id);
  isOwn = !!session();
  try {
    try {
      order = (await read(isOwn ? undefined : (token ?? undefined))).body;
    } catch (error) {
      // Signed in as somebody else: the link may still read it.
      if (!(error instanceof Problem) || error.status !== 404 || !isOwn || !token) throw error;
      isOwn = false;
      order = (await read(token)).body;
    }
    view = "order";
    showFaults("page-error", [], new Map());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) view = "unknown";
    else if (error.status === 401) view = "expired";
    else if (!order) await ready.then(() => showFaults("page-error", [], new Map(), sentence(error)));
  }
}

/** @param {string} [token] */
function read(token) {
  return call("showOrder", { params: { order: id }, token });
}

/** Whether something may still happen, or still has to be told. */
function isMoving() {
  return !!order && (!FINAL.includes(order.state) || order.history.some((event) => !event.told_at));
}

let isFollowing = false;

async function follow() {
  if (isFollowing) return;
  isFollowing = true;
  while (isMoving()) {
    await pause(EVERY_MS + Math.random() * JITTER_MS);
    if (document.hidden) continue;
    const before = order?.state;
    await look();
    render();
    if (order && order.state !== before) announce(t(`order.${order.state}`));
  }
  isFollowing = false;
}

/** @param {() => Promise<{body: OrderPage}>} ask  @param {import("./texts.js").Key} tooLate */
async function move(ask, tooLate) {
  try {
    order = (await ask()).body;
    render();
    moveTo($("state"));
    void follow();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "wrong_state") await look();
    render();
    showFaults("page-error", [], new Map(), error.code === "wrong_state" ? t(tooLate) : sentence(error));
  }
}

function cancel() {
  const reason = as("reason", HTMLTextAreaElement).value.trim();
  const body = reason ? { reason } : {};
  return move(() => call("cancelOwnOrder", { params: { order: id }, body }), "order.tooLate");
}

async function withdraw() {
  const body = order && (await declaration(order));
  if (!body) return;
  const token = isOwn ? undefined : (lentOrder(id) ?? undefined);
  const ask = () => move(() => call("withdraw", { params: { order: id }, body, token }), "withdraw.tooLate");
  await whileBusy($("withdraw-button"), "withdraw.sending", ask);
}

function listen() {
  $("cancel-button").addEventListener("click", async () => {
    if (await confirmed("cancel-dialog")) whileBusy($("cancel-button"), "order.cancelling", cancel);
  });
  $("withdraw-button").addEventListener("click", withdraw);
  for (const button of document.querySelectorAll(".sign-in-button")) button.addEventListener("click", signIn);
  onSession(() => look().then(render));
}

const early = look();
await begin("order.title", render);
listen();
await early;
render();
if (!$("page-error").hidden) loaded();
await follow();
