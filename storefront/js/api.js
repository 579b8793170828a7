/**
 * The API as pages use it: one call, repeated with the same words until there is an answer.
 *
 * A repeated request never does anything twice, so a lost answer is simply asked for again. Whoever looks on is
 * told: `trouble` sends an event when answers stay away, and another when they are back.
 */

import { mayPass, retryAfterSeconds, waitMs } from "./backoff.js";
import { clock } from "./clock.js";
import { OPERATIONS } from "./contract.js";
import { expire, leaveToSignIn, session } from "./session.js";

/** @typedef {import("./contract.js").Problem} ProblemBody */
/** @typedef {import("./contract.js").Operations} Operations */
/** @typedef {import("./types.js").Connection} Connection */
/** @typedef {import("./types.js").Sent} Sent */
/** @template {keyof Operations} Name @typedef {import("./types.js").Request<Name>} Request */
/** @template Body @typedef {import("./types.js").Answer<Body>} Answer */

const TIMEOUT_MS = 8000;
/** So soon after the network is back we ask again; not all at once. */
const BACK_MS = 1000;

/** A refusal of the API (RFC 9457): `code` is stable, `body` has the data of the case. */
export class Problem extends Error {
  /** @param {number} status  @param {Partial<ProblemBody>} body */
  constructor(status, body) {
    super(body.detail ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? "internal";
    /** @type {Partial<ProblemBody>} */
    this.body = body;
  }
}

/** Sends `change` events; how it is by then, `connection` says. */
export const trouble = new EventTarget();
/** @type {Map<object, Connection>} */
const failing = new Map();

/** How the newest request that has no answer yet fares. @returns {Connection} */
export function connection() {
  return [...failing.values()].pop() ?? "ok";
}

/** @param {object} request  @param {Connection} state */
function tell(request, state) {
  if (!failing.delete(request) && state === "ok") return;
  if (state !== "ok") failing.set(request, state);
  trouble.dispatchEvent(new Event("change"));
}

/**
 * Asks until there is an answer; throws a `Problem` for a refusal, `AbortError` when `signal` ends it.
 *
 * Whoever is not signed in any more is sent to sign in, and back. What only reads is not asked again before somebody
 * looks.
 *
 * @template {keyof Operations} Name
 * @param {Name} operationId
 * @param {Request<Name>} request
 * @returns {Promise<Answer<Operations[Name]["answer"]>>}
 */
export async function call(operationId, request) {
  const operation = OPERATIONS[operationId];
  const asked = /** @type {Sent} */ (request);
  const own = operation.signedIn && !asked.token;
  if (own && !session()) return leaveToSignIn();
  const once = { ...asked, token: asked.token ?? (own ? session()?.token : undefined) };
  try {
    for (let failures = 1; ; failures++) {
      const [answer, retryAfter] = await attempt(operation, once);
      once.signal?.throwIfAborted();
      if (answer && answer.status < 400) return answer;
      if (answer && !mayPass(answer.status, failures)) throw new Problem(answer.status, answer.body ?? {});
      tell(once, answer ? "busy" : "offline");
      await pause(Math.max(waitMs(failures - 1, retryAfter, Math.random), once.restMs ?? 0), once.signal);
      if (operation.method === "GET") await seen();
    }
  } catch (error) {
    if (!own || !(error instanceof Problem) || error.status !== 401) throw error;
    expire(once.token);
    if (asked.isPublic) throw error;
    return leaveToSignIn();
  } finally {
    tell(once, "ok");
  }
}

/**
 * @param {{method: string, path: string}} operation
 * @param {Sent} request
 * @returns {Promise<[Answer<any> | null, number]>} no answer: none came in time; and for how long to wait
 */
async function attempt({ method, path }, { params = {}, body, headers, signal, token }) {
  const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ""));
  const sent = performance.now();
  try {
    const response = await fetch(address, {
      method,
      headers: {
        ...headers,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: anyOf(AbortSignal.timeout(TIMEOUT_MS), signal),
      credentials: "omit",
      cache: "no-store",
    });
    const read = await readBody(response);
    const age = Number(response.headers.get("Age")) || 0;
    if (typeof read?.now === "string") clock.heard(Date.parse(read.now), sent, performance.now(), age);
    const answer = { status: response.status, body: read, etag: response.headers.get("ETag") };
    return [answer, retryAfterSeconds(response.headers.get("Retry-After"))];
  } catch {
    return [null, 0]; // no network, no answer in time, or half an answer: the outcome is unknown
  }
}

/** @param {Response} response  @returns {Promise<any>} */
async function readBody(response) {
  const isJson = /[/+]json\b/.test(response.headers.get("Content-Type") ?? "");
  const text = await response.text();
  if (isJson && text) return JSON.parse(text);
  // A page of somebody between us and the API, such as a hotel's sign-in, is no answer.
  if (response.ok && text) throw new TypeError("This is not the API.");
  return null;
}

/** @param {AbortSignal} one  @param {AbortSignal} [other] */
function anyOf(one, other) {
  if (!other) return one;
  const either = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) either.abort(signal.reason);
    signal.addEventListener("abort", () => either.abort(signal.reason), { once: true });
  }
  return either.signal;
}

/** Waits until somebody looks at the page. */
export async function seen() {
  while (document.hidden) await new Promise((look) => addEventListener("visibilitychange", look, { once: true }));
}

/**
 * Waits; shorter when the network comes back, and no further when `signal` ends it.
 *
 * @param {number} milliseconds  @param {AbortSignal} [signal]  @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const finished = new AbortController();
    const done = () => {
      finished.abort();
      resolve();
    };
    let timer = setTimeout(done, milliseconds);
    const sooner = () => {
      clearTimeout(timer);
      timer = setTimeout(done, Math.min(milliseconds, Math.random() * BACK_MS));
    };
    const stop = () => {
      clearTimeout(timer);
      finished.abort();
      reject(signal?.reason);
    };
    addEventListener("online", sooner, { once: true, signal: finished.signal });
    signal?.addEventListener("abort", stop, { once: true, signal: finished.signal });
  });
}
