/**
 * An order: where it stands, everything that happened to it, and what can be done.
 *
 * Read by the shopper who is signed in, or by the token behind `#` of its link, which reads, and withdraws from the
 * contract. The page is the truth even if every mail is lost; it asks again, calmly, and rarely once nothing more is to
 * come soon.
 */

import { call, pause, Problem, seen } from "./api.js";
import { $, announce, as, confirmed, moveTo, showOnly, typed, write } from "./dom.js";
import { hasToken, tokenFromAddress } from "./links.js";
import { orderOf, renderOrder } from "./order-view.js";
import { begin, loaded, whileBusy } from "./page.js";
import { sentence, showFaults } from "./problems.js";
import { keepOrder, lendOrder, lentOrder, onSession, session, signIn } from "./session.js";
import { ready, t } from "./texts.js";
import { declaration } from "./withdrawal.js";

/** @typedef {import("./contract.js").OrderPage} OrderPage */

const VIEWS = ["order", "unknown", "expired"];
const EVERY_MS = 8000;
const RARELY_MS = 60_000;
const JITTER_MS = 4000;
/** What lasts for days, or for good. */
const FINAL = ["shipped", "delivered", "cancelled", "expired", "withdrawn", "returned", "refunded"];

/** @type {OrderPage | null} */
let order = null;
/** @type {"order" | "unknown" | "expired" | null} */
let view = null;
/** Whether its shopper reads it, not only somebody with the link. */
let isOwn = false;
/** Whether it could not be read, and the page says so. */
let isBroken = false;

const cameByLink = hasToken();
const id = nameOfOrder();

/** The order's number: in the link's token, which is kept for this tab, or in the address. */
function nameOfOrder() {
  const token = cameByLink ? orderOf(location.hash.slice(1)) : null;
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

/** Reads the order; its history only grows, so that a late answer is known. */
async function look() {
  if (!id) {
    view = cameByLink ? "expired" : "unknown"; // nothing to ask for
    return;
  }
  try {
    const found = await read();
    isOwn = found.isOwn;
    if (found.body.history.length >= (order?.history.length ?? 0)) order = found.body;
    view = "order";
    if (isBroken) showFaults("page-error", [], new Map());
    isBroken = false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) view = "unknown";
    else if (error.status === 401) view = "expired";
    else if (!order) {
      isBroken = true;
      await ready.then(() => showFaults("page-error", [], new Map(), sentence(error)));
    }
  }
}

/** As its shopper if one is signed in; by the link for who is not, not any more, or as somebody else. */
async function read() {
  const [params, token] = [{ order: id }, lentOrder(id) ?? undefined];
  if (session()) {
    try {
      return { isOwn: true, ...(await call("showOrder", { params, isPublic: !!token })) };
    } catch (error) {
      if (!token || !(error instanceof Problem) || ![401, 404].includes(error.status)) throw error;
    }
  }
  return { isOwn: false, ...(await call("showOrder", { params, token })) };
}

/** Whether something may still happen, or still has to be told. */
function isMoving() {
  return !!order && (!FINAL.includes(order.state) || order.history.some((event) => !event.told_at));
}

/** @returns {Promise<never>} */
async function follow() {
  for (;;) {
    await pause((isMoving() ? EVERY_MS : RARELY_MS) + Math.random() * JITTER_MS);
    await seen();
    if (!order) continue;
    const before = order.state;
    await look();
    render();
    if (order.state !== before) announce(t(`order.${order.state}`));
  }
}

/** @param {() => Promise<{body: OrderPage}>} ask  @param {import("./types.js").Key} tooLate */
async function move(ask, tooLate) {
  showFaults("page-error", [], new Map());
  try {
    order = (await ask()).body;
    render();
    moveTo($("state"));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "wrong_state") await look();
    render();
    showFaults("page-error", [], new Map(), error.code === "wrong_state" ? t(tooLate) : sentence(error));
  }
}

function cancel() {
  const reason = typed(as("reason", HTMLTextAreaElement));
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
if (isBroken) loaded();
await follow();
