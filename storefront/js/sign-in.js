/**
 * Signing in by a mailed link: ask for one, or use it; or ask for the links to one's orders.
 *
 * The token comes behind `#`, so that no server and no mail scanner sees it; the page posts it by itself. It may
 * be used twice, and on another device than the one that asked.
 */

import { call, Problem } from "./api.js";
import { $, announce, as, fill, moveTo, show, showOnly, write } from "./dom.js";
import { ownZone } from "./format.js";
import * as links from "./links.js";
import { begin, loaded, storageHint, whileBusy } from "./page.js";
import { faultsOf, mended, sentence, showFaults } from "./problems.js";
import { solved } from "./proof.js";
import * as sessions from "./session.js";
import { language, t } from "./texts.js";

/** @typedef {"ask" | "sent" | "using" | "expired" | "signedIn"} View */

const VIEWS = ["ask", "sent", "using", "signed-in"];
/** @type {View} */
let view = links.hasToken() ? "using" : "ask";
let sentTo = "";
/** @type {"signIn.sentText" | "signIn.lostText"} */
let sentWhat = "signIn.sentText";
const address = location.pathname.split("/").pop() + location.search;

function render() {
  loaded();
  const session = sessions.session();
  if (session && (view === "ask" || view === "sent")) view = "signedIn";
  if (!session && view === "signedIn") view = "ask";
  const section = view === "expired" ? "ask" : view === "signedIn" ? "signed-in" : view;
  showOnly(VIEWS, section);
  show("expired", view === "expired");
  write($("title"), t(view === "expired" ? "signIn.expiredTitle" : `signIn.${view}Title`));
  write($("sent-text"), t(sentWhat, { email: sentTo }));
  write($("signed-in-text"), t("signIn.signedInText", { email: session?.email ?? "" }));
  as("go-on", HTMLAnchorElement).href = links.wayBack();
  fill($("storage-hint"), storageHint());
}

/** @param {View} next */
function turn(next) {
  view = next;
  render();
  moveTo($("title"));
}

/** Posts the link's token, if there is one, and goes on to where its owner came from. */
async function use() {
  const token = links.tokenFromAddress(address);
  if (!token) return;
  view = "using";
  render();
  try {
    const { body } = await call("beginSession", { body: { token } });
    sessions.begin(body);
    if (!sessions.isKept()) return turn("signedIn"); // first say that it lasts no longer than the tab
    goOn();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    turn(error.status >= 500 ? "ask" : "expired");
    if (error.status >= 500) showFaults("ask-error", [], new Map(), sentence(error));
  }
}

function goOn() {
  const to = links.wayBack();
  links.forgetBack();
  sessions.leaveFor(to);
}

/** Has a link mailed, or those to one's orders. @param {boolean} orders */
async function ask(orders) {
  const email = as("email", HTMLInputElement).value.trim();
  if (!email) return showFaults("ask-error", ["email"], new Map([["email", t("fault.email")]]));
  try {
    await register(orders ? "mailOrderLinks" : "register", email, ownZone(), await proof(email));
    showFaults("ask-error", ["email"], new Map());
    links.rememberBack();
    sentTo = email;
    sentWhat = orders ? "signIn.lostText" : "signIn.sentText";
    turn("sent");
    announce(t(sentWhat, { email }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = faultsOf(error, ["email"]);
    showFaults("ask-error", ["email"], faults, faults.size ? undefined : sentence(error));
  }
}

/** Does the work that is asked of whoever wants a mail, if any is. @param {string} email */
async function proof(email) {
  const { body } = await call("challengeToRegister", { body: { email } });
  show("working", !!body.challenge);
  try {
    return await solved(body.challenge);
  } finally {
    show("working", false);
  }
}

/**
 * @param {"register" | "mailOrderLinks"} operation  @param {string} email  @param {string} zone
 * @param {string | null} proof  @returns {Promise<void>}
 */
async function register(operation, email, zone, proof) {
  try {
    await call(operation, { body: { email, language: language(), zone, proof } });
  } catch (error) {
    // A zone that this browser knows and the server does not must not keep anybody out.
    const isZone = error instanceof Problem && error.body.fields?.some(({ field }) => field === "zone");
    if (!isZone || zone === "UTC") throw error;
    await register(operation, email, "UTC", proof);
  }
}

$("ask-form").addEventListener("submit", (event) => {
  event.preventDefault();
  whileBusy($("ask-button"), "signIn.asking", () => ask(false));
});
$("lost-button").addEventListener("click", () => whileBusy($("lost-button"), "signIn.asking", () => ask(true)));
$("email").addEventListener("input", () => mended("email"));
$("again").addEventListener("click", () => {
  turn("ask");
  moveTo($("email"));
});
$("sign-out").addEventListener("click", () => {
  sessions.signOut();
  turn("ask");
});
$("go-on").addEventListener("click", links.forgetBack);
// Another tab opened the link: this one need not wait for it any longer.
sessions.onSession(() => sessions.session() && view === "sent" && goOn());

// The link may be opened in the very tab that asked for it: then nothing is loaded anew.
addEventListener("hashchange", use);

await begin("signIn.title", render);
await use();
