/** The waiting list on a sale's page, drawn: its rule, one's place and what there is to hope for, and an offer. */

import { $, as, fill, h, redraw, show, write } from "./dom.js";
import { stopwatch } from "./format.js";
import { isEmpty } from "./sale-state.js";
import { duration, number, poolName, price, time, timeText } from "./sale-view.js";
import { keptOrder, session } from "./session.js";
import { locale, t, tn, translate } from "./texts.js";

/** @typedef {import("./contract.js").PublicSale} PublicSale */
/** @typedef {import("./contract.js").WaitlistEntry} Entry */
/** @typedef {import("./sale-state.js").State} State */
/** @typedef {NonNullable<Entry["outlook"]>} Outlook */

const HOUR_SECONDS = 3600;
const DIALOGS = /** @type {const} */ (["leave", "decline"]);

/** Makes the card and its dialogs, once. @param {string} sale */
export function buildList(sale) {
  fill(
    $("list"),
    h("h2", { id: "list-title", "data-t": "list.title" }),
    h("p", { id: "list-state", class: "standing", tabindex: "-1" }),
    h(
      "div",
      { id: "list-offer", class: "stack", hidden: true },
      h("p", { class: "row" }, h("span", { id: "list-until" }), h("strong", { id: "list-left", role: "timer" })),
      h("a", { id: "list-accept", class: "button main", href: `buy.html?sale=${encodeURIComponent(sale)}`, "data-t": "list.accept" }),
    ),
    h("p", { id: "list-place" }),
    h("p", { id: "list-outlook" }),
    h("p", { id: "list-hint", class: "hint" }),
    h("div", { id: "list-error", class: "summary", hidden: true }),
    h(
      "form",
      { id: "list-form", method: "post", novalidate: true, hidden: true },
      field("list-pool", "list.pool"),
      field("list-quantity", "list.quantity"),
      h("button", { id: "list-join", class: "main", "data-t": "list.join" }),
    ),
    ...DIALOGS.map((what) => h("p", {}, h("button", { id: `list-${what}`, type: "button", "data-t": `list.${what}`, hidden: true }))),
    h("ul", { id: "list-rules", class: "hint rules" }),
  );
  $("main").append(...DIALOGS.map(dialog));
  translate();
}

/** @param {string} id  @param {import("./types.js").Key} label */
function field(id, label) {
  return h("div", { class: "field", id: `${id}-field` }, h("label", { for: id, "data-t": label }), h("select", { id }));
}

/** @param {typeof DIALOGS[number]} what */
function dialog(what) {
  return h(
    "dialog",
    { id: `${what}-dialog`, "aria-labelledby": `${what}-title` },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: `${what}-title`, "data-t": `list.${what}Title` }),
      h("p", { "data-t": `list.${what}Text` }),
      h(
        "p",
        { class: "row" },
        h("button", { value: "yes", "data-t": `list.${what}Yes` }),
        h("button", { value: "no", "data-t": "no" }),
      ),
    ),
  );
}

/**
 * @param {PublicSale} sale  @param {State} state  @param {Entry | null} entry  null for who never joined
 * @param {boolean} isRefused  one was refused on the page that reserves, whatever this one can see
 * @param {number} now
 */
export function renderList(sale, state, entry, isRefused, now) {
  const offer = entry?.offer?.state === "held" && Date.parse(entry.offer.deadline) > now ? entry.offer : null;
  const isOver = !sale.waitlist || now >= Date.parse(sale.waitlist.until);
  const isWaiting = entry?.state === "waiting" && !isOver;
  const hasOrdered = !!keptOrder(sale.sale) || entry?.offer?.state === "ordered";
  const isEmptied = state.kind === "soldOut" || (state.kind === "open" && (isRefused || sale.pools.some(isEmpty)));
  const canJoin = isEmptied && !isOver && !isWaiting && !offer && !hasOrdered;
  show("list", !!entry || (isEmptied && !hasOrdered));
  write($("list-state"), offer ? offerText(offer, entry?.quantity ?? 0) : standingText(sale, entry, isOver));
  renderOffer(offer, now);
  write($("list-place"), isWaiting && entry.outlook ? placeText(entry.outlook) : "");
  write($("list-outlook"), isWaiting && entry.outlook ? outlookText(entry.outlook) : "");
  write($("list-hint"), hint(state, entry, { isWaiting, isOver }));
  show("list-form", canJoin);
  if (canJoin) renderForm(sale, entry);
  show("list-leave", isWaiting);
  show("list-decline", !!offer);
  redraw($("list-rules"), locale(), ruleTexts(sale), (rule) => h("li", {}, rule));
}

/** What somebody is to the list just now. @param {PublicSale} sale @param {Entry | null} entry @param {boolean} isOver */
function standingText(sale, entry, isOver) {
  if (!entry) return "";
  const units = tn("units", entry.quantity);
  if (entry.state === "waiting" && isOver) return t("list.over");
  if (entry.state === "waiting") {
    return sale.pools.length > 1 ? t("list.waitingPool", { units, pool: poolName(entry.pool) }) : t("list.waiting", { units });
  }
  if (entry.state === "offered") return t(entry.offer?.order ? "list.taken" : "list.ended");
  return t(entry.state === "left" ? "list.hasLeft" : `list.${entry.state}`);
}

/** @param {import("./contract.js").Reservation} offer  @param {number} wanted */
function offerText({ quantity }, wanted) {
  const units = tn("units", quantity);
  return quantity < wanted ? t("list.offerFewer", { units, n: number(wanted) }) : t("list.offer", { units });
}

/** @param {import("./contract.js").Reservation | null} offer  @param {number} now */
function renderOffer(offer, now) {
  show("list-offer", !!offer);
  if (!offer) return;
  const deadline = Date.parse(offer.deadline);
  redraw($("list-until"), locale(), [deadline], (at) => h("span", {}, t("list.offerUntil"), " ", time(at)));
  write($("list-left"), t("list.left", { time: stopwatch(deadline - now) }));
}

/** @param {Outlook} outlook */
function placeText({ before }) {
  if (before === null) return t("list.many");
  return before ? tn("list.before", before) : t("list.first");
}

/** What may come back, and nothing that is not known. @param {Outlook} outlook */
function outlookText({ before, in_baskets, unpaid, as_of }) {
  const place = before ?? Infinity;
  const chance = place < in_baskets ? "list.mayWell" : place < in_baskets + unpaid ? "list.may" : "list.only";
  return [
    in_baskets ? tn("list.baskets", in_baskets) : t("list.noBaskets"),
    ...(unpaid ? [tn("list.unpaid", unpaid)] : []),
    t(chance),
    t("list.asOf", { time: timeText(Date.parse(as_of), "clock") }),
  ].join(" ");
}

/** @param {State} state  @param {Entry | null} entry  @param {{isWaiting: boolean, isOver: boolean}} is */
function hint({ kind }, entry, { isWaiting, isOver }) {
  if (isOver) return entry?.state === "waiting" ? "" : t("list.over");
  if (kind === "paused") return t("list.paused");
  if (isWaiting) return t("list.mayLeave");
  return kind === "closed" ? t("list.closed") : "";
}

/** The form keeps what was chosen. @param {PublicSale} sale  @param {Entry | null} entry */
function renderForm(sale, entry) {
  const empty = sale.pools.filter(isEmpty);
  const pools = (empty.length ? empty : sale.pools).map(({ pool }) => pool);
  const numbers = Array.from({ length: sale.limit }, (_, place) => String(place + 1));
  choices("list-pool", pools, poolName);
  show("list-pool-field", sale.pools.length > 1);
  choices("list-quantity", numbers, (each) => number(Number(each)));
  show("list-quantity-field", sale.limit > 1);
  const button = $("list-join");
  if (button.getAttribute("aria-disabled")) return; // it says what it is doing
  const words = !session() ? "list.signIn" : entry ? "list.joinAgain" : "list.join";
  button.dataset.t = words;
  write(button, t(words));
}

/** @param {string} id  @param {string[]} values  @param {(value: string) => string} named */
function choices(id, values, named) {
  const select = as(id, HTMLSelectElement);
  const chosen = select.value;
  const isNew = redraw(select, locale(), values, (value) => h("option", { value }, named(value)));
  if (isNew && values.includes(chosen)) select.value = chosen;
}

/** By what order, for how long, at what price, until when, and how long one is known. @param {PublicSale} sale */
function ruleTexts(sale) {
  if (!sale.waitlist) return [];
  const { offer_seconds, until } = sale.waitlist;
  const hours = offer_seconds / HOUR_SECONDS;
  const span = Number.isInteger(hours) ? tn("list.hours", hours) : duration(offer_seconds);
  return [
    t(sale.line ? "list.ruleLine" : "list.ruleJoined"),
    t("list.rule", { time: span, price: price(sale.price), until: timeText(Date.parse(until), "full") }),
    ...(sale.limit > 1 ? [t("list.fewer")] : []),
    tn("list.erase", sale.erase_days),
  ];
}
