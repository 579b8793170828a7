/** Shapes that several modules share. Browsers never load this file; editors and TypeScript do. */

import type { Operations, PublicSale } from "./contract.js";
import type account from "../texts/account-en.js";
import type all from "../texts/en.js";
import type buy from "../texts/buy-en.js";
import type draw from "../texts/draw-en.js";
import type facts from "../texts/facts-en.js";
import type line from "../texts/line-en.js";
import type list from "../texts/list-en.js";
import type order from "../texts/order-en.js";

/** What is asked of the API. */
export type Request<Name extends keyof Operations> = {
  /** Ends the asking; it may have been done all the same. */
  signal?: AbortSignal;
  /** Another one than the session's. */
  token?: string;
  /** How long to wait at least before asking again. */
  restMs?: number;
  /** The page is for everybody: a session that has run out is a refusal, and nobody is sent away. */
  isPublic?: boolean;
} & (Operations[Name] extends { path: infer Params } ? { /** They stand in the path. */ params: Params } : {}) &
  (Operations[Name] extends { headers: infer Headers } ? { headers?: Headers } : {}) &
  (undefined extends Operations[Name]["body"]
    ? { body?: Operations[Name]["body"] }
    : { body: Operations[Name]["body"] });

/** A request, whichever it is. */
export type Sent = {
  params?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  token?: string;
  restMs?: number;
  isPublic?: boolean;
};

export type Answer<Body> = { status: number; body: Body; etag: string | null };

export type Connection = "ok" | "offline" | "busy";

export type Language = "de" | "en";

/** All words, in whichever part they are. */
export type Texts = typeof all &
  typeof account &
  typeof buy &
  typeof draw &
  typeof facts &
  typeof line &
  typeof list &
  typeof order;

export type Key = keyof Texts;

/** The keys that have a form for one and a form for several. */
export type Counted = Key extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;

/** One's ticket for the line of a sale. */
export type Ticket = {
  shopper: string;
  ticket: string;
  window: number;
  /** In milliseconds. */
  joinedAt: number;
  /** What the sale had promised by then, if it was known. */
  commitment: string | null;
};

export type Window = PublicSale["windows"][number];

/** Where one stands: about the ticket's window; without a ticket about the one that is open, or comes next. */
export type Standing = {
  ticket: Ticket | null;
  opensAt: number;
  closesAt: number;
  isInTime: boolean;
  /** With or without a code. */
  canJoin: boolean;
  /** Whether there is a window for those who were invited. */
  takesCode: boolean;
  /** Null for who came later, and before the draw. */
  place: bigint | null;
  /**
   * An instant on the wall clock, if nothing is halted from now on; NaN without a ticket, before the draw is out, and
   * while the sale is halted.
   */
  turn: number;
  /** Nobody's turn comes sooner. */
  earliest: number;
  /** Whether the seed is the promised one. */
  isTrue: boolean | null;
};

export type Stage = "outside" | "joined" | "drawing" | "waiting" | "turn";

/** What a sale is to a shopper just now, and what can be done. */
export type Moment = {
  label: string;
  explain: string;
  /** What the countdown runs to; NaN for none. */
  until: number;
  canJoin: boolean;
  canBuy: boolean;
  /** Null for a sale without a line, and one that is sold out, halted or over. */
  stage: Stage | null;
};
