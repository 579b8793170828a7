// Keeps the parts of a page that are marked data-live as they are on the server, and presses its buttons without
// leaving it; what is marked data-pressed only follows the buttons. Only what changed is put in place, so nothing
// flickers, and what is open or focused stays so.

const EVERY_MS = 1000;
const FRAME_MS = 10_000;

/** @type {WeakMap<Element, string>} what each part was when it came from the server */
const came = new WeakMap();

/** @param {Element} now @param {Element} then */
function replace(now, then) {
  const open = [...now.querySelectorAll("details[open]")].map((details) => details.id);
  const focused = now.contains(document.activeElement) ? document.activeElement.id : "";
  came.set(then, then.outerHTML);
  now.replaceWith(then);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** @param {Element} live @param {Element} fresh */
function update(live, fresh) {
  const known = new Map([...live.children].map((part) => [part.id, part]));
  const wanted = [...fresh.children].map((part) => document.importNode(part, true));
  const kept = new Set(wanted.map((part) => part.id));
  for (const [id, part] of known) if (!kept.has(id)) part.remove();
  let next = live.firstElementChild;
  for (const part of wanted) {
    const now = known.get(part.id);
    if (!now) {
      came.set(part, part.outerHTML);
      if (document.hasFocus() || document.visibilityState === "visible") part.classList.add("new");
      live.insertBefore(part, next);
    } else {
      next = now.nextElementSibling;
      if (came.get(now) !== part.outerHTML) replace(now, part);
    }
  }
}

/** @param {Response} response @param {string} which */
async function show(response, which = "[data-live]") {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const live of document.querySelectorAll(which)) {
    const fresh = page.getElementById(live.id);
    if (fresh) update(live, fresh);
  }
}

let busy = 0;

async function refresh() {
  if (busy || document.visibilityState === "hidden") return;
  const response = await fetch(location.href, { signal: AbortSignal.timeout(FRAME_MS) });
  if (busy) return; // a button was pressed meanwhile: its answer is newer
  await show(response);
}

/** @param {SubmitEvent} event */
async function press(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== "post") return;
  event.preventDefault();
  busy += 1;
  try {
    const body = new URLSearchParams(new FormData(form));
    await show(await fetch(form.action, { method: "POST", body }), "[data-live], [data-pressed]");
  } finally {
    busy -= 1;
  }
}

async function keepUp() {
  for (;;) {
    await new Promise((resume) => setTimeout(resume, EVERY_MS));
    try {
      await refresh();
      document.body.classList.remove("alone");
    } catch {
      document.body.classList.add("alone");
    }
  }
}

for (const live of document.querySelectorAll("[data-live]")) {
  for (const part of live.children) came.set(part, part.outerHTML);
}
if (location.search.includes("said=")) history.replaceState(null, "", location.pathname);
document.addEventListener("submit", press);
keepUp();
