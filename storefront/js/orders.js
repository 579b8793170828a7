/** My orders, and what is remembered of me. */

import { call, Problem } from "./api.js";
import { countryName } from "./countries.js";
import { $, announce, fill, h, show, write } from "./dom.js";
import { orderAddress } from "./hold.js";
import { begin, loaded, storageHint, whileBusy } from "./page.js";
import { sentence, showFaults } from "./problems.js";
import { price, time } from "./sale-view.js";
import { dropDraft, leaveToSignIn, onSession, session, signOut } from "./session.js";
import { language, ready, t, tn } from "./texts.js";

/** @typedef {import("./contract.js").Operations} Operations */

/** @type {Operations["listMyOrders"]["answer"]["orders"] | null} */
let orders = null;
/** @type {Operations["showMe"]["answer"] | null} */
let me = null;

function render() {
  write($("who"), t("orders.who", { email: session()?.email ?? "" }));
  fill($("storage-hint"), storageHint());
  show("mine", !!orders);
  show("about-me", !!me);
  if (orders) {
    loaded();
    fill($("list"), ...orders.map(card));
    show("none", orders.length === 0);
  }
  if (!me) return;
  const to = me.delivery;
  show("forget", !!to);
  write(
    $("remembered"),
    to
      ? `${to.name}, ${to.street}, ${to.postcode} ${to.city}, ${countryName(to.country, language())}`
      : t("orders.nothingRemembered"),
  );
}

/** @param {NonNullable<typeof orders>[number]} order */
function card({ order, title, state, quantity, total, placed_at, link }) {
  return h(
    "li",
    { class: "card", "data-state": state },
    h("p", { class: "state" }, t(`order.${state}`)),
    h("h2", {}, h("a", { href: orderAddress(order, link) }, title)),
    h("p", {}, tn("orders.quantity", quantity, { total: price(total) })),
    h("p", { class: "soft" }, time(Date.parse(placed_at))),
  );
}

async function look() {
  try {
    const [list, who] = await Promise.all([call("listMyOrders", {}), call("showMe", {})]);
    orders = list.body.orders;
    me = who.body;
    showFaults("page-error", [], new Map());
  } catch (error) {
    await ready; // there must be words for it
    fail(error);
  }
}

/** Whoever is signed in may be somebody else now. */
async function lookAnew() {
  if (!session()) return leaveToSignIn();
  orders = me = null;
  render();
  await look();
  render();
}

async function forget() {
  try {
    await call("forgetMe", {});
    if (me) me = { ...me, delivery: null };
    dropDraft();
    render();
    announce(t("orders.forgotten"));
  } catch (error) {
    fail(error);
  }
}

/** @param {unknown} error */
function fail(error) {
  if (!(error instanceof Problem)) throw error;
  loaded();
  showFaults("page-error", [], new Map(), sentence(error));
}

function listen() {
  $("forget").addEventListener("click", () => whileBusy($("forget"), "orders.forgetting", forget));
  $("sign-out").addEventListener("click", () => {
    signOut();
    location.assign("index.html");
  });
  onSession(lookAnew);
  addEventListener("pageshow", (event) => event.persisted && look().then(render));
}

if (!session()) leaveToSignIn();
else {
  const early = look();
  await begin("orders.title", render);
  listen();
  await early;
  render();
}
