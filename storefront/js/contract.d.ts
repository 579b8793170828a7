// Made from openapi.yaml by `make contract`; never edited.

/** What each operation takes (path, query, headers, body) and gives. */
export interface Operations {
  /** Turn the mailed link's token into a shopper token. */
  beginSession: {
    body: {
      /** What stands behind `#` in the mailed link. */
      token: Line;
    };
    answer: {
      /** Send it as `Authorization: Bearer ...`. */
      token: string;
      shopper: ShopperId;
      email: Email;
      language: Language;
      zone: Zone;
      expires_at: Instant;
    };
  };
  /** Cancel one's order before it ships. */
  cancelOwnOrder: {
    path: {
      /** The order's number. One that is none is 404. */
      order: OrderId;
    };
    body: {
      /** Why; "Cancelled by the shopper." if it is left out. */
      reason?: Reason | null;
    } | undefined;
    answer: OrderPage;
  };
  /** Be asked for some work before one joins the line of a sale. */
  challengeToJoin: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: undefined;
    answer: {
      challenge: Challenge | null;
    };
  };
  /** Be asked for some work before a sign-in link is mailed. */
  challengeToRegister: {
    body: {
      email: Email;
    };
    answer: {
      challenge: Challenge | null;
    };
  };
  /** Take the prepared basket away. */
  dropBasket: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: undefined;
    answer: undefined;
  };
  /** Forget what is remembered, and all baskets; orders stay orders. */
  forgetMe: {
    body: undefined;
    answer: undefined;
  };
  /** Give the units back, so that others can have them. */
  giveBack: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    headers: {
      /**
       * Which reservation is meant: its `ETag`, as it came. Send it: without it, or with `*`, whatever is held by
       * the time the request arrives is given back. A list or a weak tag is 400 `invalid_request`.
       */
      'If-Match'?: string;
    };
    body: undefined;
    answer: undefined;
  };
  /** Join the line of a sale. */
  joinLine: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: {
      proof?: Proof;
      /** The code of an invitation, where one needs one. */
      code?: InvitationCode | null;
    } | undefined;
    answer: Joined;
  };
  /** Join the waiting list of a sale that has not so many units left. */
  joinList: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: {
      quantity: Quantity;
      /** Which pool of units; the plan's first if it is left out. */
      pool?: PoolName | null;
      ticket?: Ticket;
    };
    answer: WaitlistEntry;
  };
  /** Leave the waiting list, or decline what is offered. */
  leaveList: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    headers: {
      /**
       * Which version of the entry is meant: its `ETag`, as it came. Send it: without it, or with `*`, whatever
       * stands there by the time the request arrives is left. A list or a weak tag is 400 `invalid_request`.
       */
      'If-Match'?: string;
    };
    body: undefined;
    answer: undefined;
  };
  /** All of one's orders, whatever became of them, the newest first. */
  listMyOrders: {
    body: undefined;
    answer: {
      orders: {
        order: OrderId;
        sale: SaleId;
        title: Title;
        state: OrderState;
        quantity: Quantity;
        price: Money;
        total: Money;
        placed_at: Instant;
        link: OrderLink;
      }[];
    };
  };
  /** Running and coming sales, the next one first; those that ended stay for a day. */
  listSales: {
    body: undefined;
    answer: {
      sales: ListedSale[];
    };
  };
  /** Have the links to one's orders mailed again. */
  mailOrderLinks: {
    body: Registration;
    answer: Record<string, never>;
  };
  /** Order what is reserved. */
  order: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: {
      /** The signed `reservation` of the answer that held the units. */
      reservation: Line;
      delivery: Delivery;
    };
    answer: OrderPage;
  };
  /** Prepare a basket, in place of the one before. */
  prepareBasket: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: {
      quantity: Quantity;
      /** Which pool of units; the plan's first if it is left out. */
      pool?: PoolName | null;
      delivery: Delivery;
      payment: Payment;
      /**
       * That the shopper agrees to the sale's title, seller and price as they are now, and that buying with
       * the basket is an order with obligation to pay.
       */
      consent: true;
    };
    answer: Basket;
  };
  /** Have a sign-in link mailed. */
  register: {
    body: Registration;
    answer: Record<string, never>;
  };
  /** Remember a delivery address, in place of the one before. */
  rememberMe: {
    body: {
      delivery: Delivery;
    };
    answer: {
      shopper: ShopperId;
      email: Email;
      language: Language;
      zone: Zone;
      delivery: Delivery | null;
    };
  };
  /** Hold units until a deadline. */
  reserve: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: {
      quantity: Quantity;
      /** Which pool of units; the plan's first if it is left out. */
      pool?: PoolName | null;
      ticket?: Ticket;
      order?: null;
    } | {
      ticket?: Ticket;
      /** Order the prepared basket at once. */
      order: true;
    };
    answer: Reservation | OrderPage;
  };
  /** One's prepared basket, and what of it does not fit the sale any more. */
  showBasket: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: undefined;
    answer: Basket;
  };
  /** Where one stands in the waiting list, and what is offered. */
  showList: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: undefined;
    answer: WaitlistEntry;
  };
  /** Who the token says one is, and the remembered delivery address. */
  showMe: {
    body: undefined;
    answer: {
      shopper: ShopperId;
      email: Email;
      language: Language;
      zone: Zone;
      delivery: Delivery | null;
    };
  };
  /** Where an order stands, and everything that happened to it. */
  showOrder: {
    path: {
      /** The order's number. One that is none is 404. */
      order: OrderId;
    };
    body: undefined;
    answer: OrderPage;
  };
  /** What became of a sale that is over. */
  showReport: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    query: {
      /** The `cursor` of the page before, for the page after it. */
      cursor?: string;
    };
    body: undefined;
    answer: Report;
  };
  /** What one holds, or the order that came of it. */
  showReservation: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    body: undefined;
    answer: Reservation;
  };
  /** One sale, with what is left of it. */
  showSale: {
    path: {
      /** The sale's id. One that is none is 404. */
      sale: SaleId;
    };
    headers: {
      /** Tags of answers that the client has; if one is still right, the answer is 304 without a body. */
      'If-None-Match'?: string;
    };
    body: undefined;
    answer: PublicSale;
  };
  /** Withdraw from the contract (§ 356a BGB). */
  withdraw: {
    path: {
      /** The order's number. One that is none is 404. */
      order: OrderId;
    };
    body: {
      /** Who withdraws. */
      name: Line;
      /** Why; nobody has to say. */
      reason?: Reason | null;
    };
    answer: OrderPage;
  };
}

export declare const OPERATIONS: {
  readonly [Name in keyof Operations]: {
    readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
    readonly path: string;
    readonly signedIn: boolean;
  };
};

/** Every code that a refusal may have. */
export type Code = Problem['code'];

/**
 * Who may join a window's line: everybody; whoever does so in time, which is how one registers; or whoever has
 * the code of an invitation.
 */
export type Access = 'open' | 'registered' | 'invited';

/** The id of an addition to a sale's stock, chosen by its marketer. */
export type AdditionId = string;

/** The plan as it was given, and what has become of it. */
export type AdminSale = {
  sale: SaleId;
  title: Title;
  description: string;
  seller: string;
  /** The seller's address for shoppers; null if the plan names none. */
  contact: Email | null;
  zone: Zone;
  windows: {
    access: Access;
    until: WallTime | null;
    until_at: Instant | null;
    opens: WallTime;
    closes: WallTime;
    opens_at: Instant;
    closes_at: Instant;
  }[];
  price: Money;
  reference_price: Money | null;
  pools: {
    pool: PoolName;
    units: number;
    /** From where it is delivered; empty if the plan does not say. */
    place: string;
    delivers_from: Day | null;
    delivers_by: Day | null;
    /** Whether the goods are not there yet. */
    to_come: boolean;
    payment: Payment;
  }[];
  limit: number;
  hold_seconds: HoldSeconds;
  remaining: Remaining;
  line: SaleLine | null;
  prepayment: Prepayment | null;
  waitlist: Waitlist | null;
  /** Whether throw-away addresses are not let in. */
  refuse_throwaway: boolean;
  /** How many shoppers with addresses of one mail domain may join; null for any number. */
  domain_limit: CircleLimit | null;
  /** How many shoppers may order to one delivery address; null for any number. */
  household_limit: CircleLimit | null;
  /** How difficult it is made to join, in tries at most. */
  proof_of_work: number;
  /** How many days addresses of who got nothing are kept. */
  erase_days: number;
  /** Counts the changes; `ETag` has it too. */
  version: number;
  /** `publishing` while its lots are laid out; publish again if it stays so. */
  state: 'draft' | 'publishing' | 'published';
  phase: Phase;
  /** What was added to the planned stock, the first one first. */
  additions: {
    addition: AdditionId;
    pool: PoolName;
    units: number;
    added_at: Instant;
  }[];
  /** Later dates that were said of pools, the first one first; `pools` are as they were planned. */
  delays: {
    pool: PoolName;
    delivers_by: Day;
    reason: string;
    said_at: Instant;
  }[];
  /** Into how many lots the stock is cut. */
  lots: number;
  pauses: {
    paused_at: Instant;
    resumed_at: Instant | null;
    reason: string;
  }[];
  /** When reserving was ended by hand; null if it was not. */
  closed_at: Instant | null;
};

/** What a shopper prepared before the sale opens. It holds nothing. */
export type Basket = {
  sale: SaleId;
  pool: PoolName;
  quantity: Quantity;
  delivery: Delivery;
  payment: Payment;
  title: Title;
  /** As it was agreed to, like title and price. */
  seller: string;
  price: Money;
  total: Money;
  prepared_at: Instant;
  /** What does not fit the sale any more; prepare it anew. Empty if all fits. */
  faults: {
    field: 'pool' | 'payment' | 'quantity' | 'consent';
    problem: string;
  }[];
};

/**
 * ALTCHA's challenge: the number below `difficulty` is to be found for which the key begins with `keyPrefix`
 * that PBKDF2 derives, in `cost` rounds, from `nonce` and the number (four bytes, big-endian) with `salt`.
 */
export type Challenge = {
  parameters: {
    algorithm: string;
    /** 16 bytes in hex. */
    nonce: string;
    /** 16 bytes in hex. */
    salt: string;
    cost: number;
    keyLength: number;
    /** In hex. */
    keyPrefix: string;
    /** In hex. */
    keySignature: string;
    data: {
      /** Which of our keys has signed. */
      kid: string;
      /** Half as many tries are needed on average. */
      difficulty: number;
      /** In milliseconds since 1970. */
      expires_at: number;
    };
  };
  /** In hex. */
  signature: string;
};

/** How many shoppers of those who count together. */
export type CircleLimit = number;

/** Two letters of ISO 3166-1, and XK. */
export type Country = 'AD' | 'AE' | 'AF' | 'AG' | 'AI' | 'AL' | 'AM' | 'AO' | 'AQ' | 'AR' | 'AS' | 'AT' | 'AU' | 'AW' | 'AX' | 'AZ' | 'BA' | 'BB' | 'BD' | 'BE' | 'BF' | 'BG' | 'BH' | 'BI' | 'BJ' | 'BL' | 'BM' | 'BN' | 'BO' | 'BQ' | 'BR' | 'BS' | 'BT' | 'BV' | 'BW' | 'BY' | 'BZ' | 'CA' | 'CC' | 'CD' | 'CF' | 'CG' | 'CH' | 'CI' | 'CK' | 'CL' | 'CM' | 'CN' | 'CO' | 'CR' | 'CU' | 'CV' | 'CW' | 'CX' | 'CY' | 'CZ' | 'DE' | 'DJ' | 'DK' | 'DM' | 'DO' | 'DZ' | 'EC' | 'EE' | 'EG' | 'EH' | 'ER' | 'ES' | 'ET' | 'FI' | 'FJ' | 'FK' | 'FM' | 'FO' | 'FR' | 'GA' | 'GB' | 'GD' | 'GE' | 'GF' | 'GG' | 'GH' | 'GI' | 'GL' | 'GM' | 'GN' | 'GP' | 'GQ' | 'GR' | 'GS' | 'GT' | 'GU' | 'GW' | 'GY' | 'HK' | 'HM' | 'HN' | 'HR' | 'HT' | 'HU' | 'ID' | 'IE' | 'IL' | 'IM' | 'IN' | 'IO' | 'IQ' | 'IR' | 'IS' | 'IT' | 'JE' | 'JM' | 'JO' | 'JP' | 'KE' | 'KG' | 'KH' | 'KI' | 'KM' | 'KN' | 'KP' | 'KR' | 'KW' | 'KY' | 'KZ' | 'LA' | 'LB' | 'LC' | 'LI' | 'LK' | 'LR' | 'LS' | 'LT' | 'LU' | 'LV' | 'LY' | 'MA' | 'MC' | 'MD' | 'ME' | 'MF' | 'MG' | 'MH' | 'MK' | 'ML' | 'MM' | 'MN' | 'MO' | 'MP' | 'MQ' | 'MR' | 'MS' | 'MT' | 'MU' | 'MV' | 'MW' | 'MX' | 'MY' | 'MZ' | 'NA' | 'NC' | 'NE' | 'NF' | 'NG' | 'NI' | 'NL' | 'NO' | 'NP' | 'NR' | 'NU' | 'NZ' | 'OM' | 'PA' | 'PE' | 'PF' | 'PG' | 'PH' | 'PK' | 'PL' | 'PM' | 'PN' | 'PR' | 'PS' | 'PT' | 'PW' | 'PY' | 'QA' | 'RE' | 'RO' | 'RS' | 'RU' | 'RW' | 'SA' | 'SB' | 'SC' | 'SD' | 'SE' | 'SG' | 'SH' | 'SI' | 'SJ' | 'SK' | 'SL' | 'SM' | 'SN' | 'SO' | 'SR' | 'SS' | 'ST' | 'SV' | 'SX' | 'SY' | 'SZ' | 'TC' | 'TD' | 'TF' | 'TG' | 'TH' | 'TJ' | 'TK' | 'TL' | 'TM' | 'TN' | 'TO' | 'TR' | 'TT' | 'TV' | 'TW' | 'TZ' | 'UA' | 'UG' | 'UM' | 'US' | 'UY' | 'UZ' | 'VA' | 'VC' | 'VE' | 'VG' | 'VI' | 'VN' | 'VU' | 'WF' | 'WS' | 'XK' | 'YE' | 'YT' | 'ZA' | 'ZM' | 'ZW';

/** A day; one that its month does not have is refused. */
export type Day = string;

/** Where the parcel goes. */
export type Delivery = {
  name: Line;
  /** With the number of the house. */
  street: Line;
  postcode: Line;
  city: Line;
  country: Country;
};

/**
 * An e-mail address. Its domain may be written in any script that has a form in ASCII by IDNA; answers have
 * that form. What IDNA of 2003 and today's rules read differently, such as ß, is to be sent in ASCII. Up to 64
 * characters stand before the @, and 63 between dots. The mailbox counts, not its spelling: see ShopperId.
 */
export type Email = string;

/**
 * `offered` until it is known what became of it, which is then `taken`, `declined` or `lapsed`; `left` by oneself;
 * `served`, as one has got units in another way.
 */
export type EntryState = 'waiting' | 'offered' | 'taken' | 'declined' | 'lapsed' | 'left' | 'served';

/** 32 bytes in hex. */
export type Hash = string;

/** For how many seconds units are held. */
export type HoldSeconds = number;

/** An instant in UTC. */
export type Instant = string;

/** As it was mailed; dashes, blanks and case say nothing, and O, I and L are read as 0 and 1. */
export type InvitationCode = string;

/** A place in the line. */
export type Joined = {
  /** Signed; good for this shopper, sale and window. */
  ticket: string;
  /** Which of the windows, counted from 0. */
  window: number;
  joined_at: Instant;
};

/** The language of mails. */
export type Language = 'de' | 'en';

/**
 * One line of text that is more than blanks, without control characters and marks of direction. What is blank
 * at its ends is dropped.
 */
export type Line = string;

/** The name of a shopper in the report of one sale, a keyed hash; one's own is on the order's page. */
export type ListedAs = string;

/** A sale in the list. */
export type ListedSale = {
  sale: SaleId;
  title: Title;
  description: string;
  seller: string;
  zone: Zone;
  windows: {
    access: Access;
    /** With `registered`, until when one can join its line. */
    until_at: Instant | null;
    opens_at: Instant;
    closes_at: Instant;
    opens_local: LocalInstant;
    closes_local: LocalInstant;
  }[];
  price: Money;
  reference_price: Money | null;
  /** How many units one shopper may have. */
  limit: number;
  hold_seconds: HoldSeconds;
  /** How the crowd stands in line; then one joins it, and reserves with its ticket. Null without one. */
  line: SaleLine | null;
  /** How long an offer to who waits stands, and until when there are any. Null without a list. */
  waitlist: {
    offer_seconds: number;
    until: Instant;
  } | null;
  /** Whether throw-away addresses are not let in. */
  refuse_throwaway: boolean;
  /** How many shoppers with addresses of one mail domain may join; null for any number. */
  domain_limit: CircleLimit | null;
  /** How many shoppers may order to one delivery address; null for any number. */
  household_limit: CircleLimit | null;
  /** How many days addresses of who got nothing are kept. */
  erase_days: number;
  /** All units of all pools, with those that were added. */
  units: number;
  pools: {
    pool: PoolName;
    units: number;
    /** From where it is delivered; empty if the plan does not say. */
    place: string;
    delivers_from: Day | null;
    delivers_by: Day | null;
    /** Whether the goods are not there yet. */
    to_come: boolean;
    payment: Payment;
    /**
     * What is left at most: a number, or `many`, `few` (a tenth or less) or `none`; absent if the plan hides
     * it, and in the list of sales.
     */
    remaining?: number | 'many' | 'few' | 'none';
  }[];
  phase: Phase;
  /**
   * Whether no unit of any pool is left just now; in the list as it was a few seconds ago, and false unless the
   * sale is open or halted.
   */
  sold_out: boolean;
  now: Instant;
};

/** An instant as clocks in the seller's zone show it, with their offset. */
export type LocalInstant = string;

/** An amount in minor units (cents of EUR) and its currency by ISO 4217. */
export type Money = {
  amount: number;
  /** Each has two decimals. */
  currency: 'CHF' | 'CZK' | 'DKK' | 'EUR' | 'GBP' | 'NOK' | 'PLN' | 'SEK' | 'USD';
};

/** A pool that has units for whoever finds another one empty, and how many one shopper can have of it. */
export type NextPool = {
  pool: PoolName;
  /** From where it is delivered; empty if the plan does not say. */
  place: string;
  delivers_from: Day | null;
  delivers_by: Day | null;
  /** Whether the goods are not there yet. */
  to_come: boolean;
  payment: Payment;
  /** How many units one shopper can have of it. */
  largest: number;
};

/** The number of an order. */
export type OrderId = string;

/** The address of the order's page in the storefront; behind `#` the token that reads the order. */
export type OrderLink = string;

/** Where an order stands, and everything that happened to it. */
export type OrderPage = {
  order: OrderId;
  sale: SaleId;
  title: Title;
  state: OrderState;
  quantity: Quantity;
  price: Money;
  total: Money;
  placed_at: Instant;
  /**
   * What was promised of the delivery when it was ordered; null if nothing was. If its shopper was told of a
   * later date since, `delivers_by` is that.
   */
  promise: null | {
    /** From where it is delivered; empty if the plan did not say. */
    place: string;
    delivers_from: Day | null;
    delivers_by: Day | null;
    /** Whether the goods were not there yet. */
    to_come: boolean;
  };
  /** Who sells it; empty if the sale named nobody. */
  seller: string;
  /** The seller's address for shoppers; null if the plan names none. */
  contact: Email | null;
  delivery: Delivery;
  email: Email;
  /** It only grows, and explains the state. */
  history: {
    /** Counts from 1. */
    event: number;
    at: Instant;
    by: 'shopper' | 'marketer' | 'system';
    /** The state that was entered; with a note the state in which it was noted. */
    what: OrderState;
    /** What was noted without moving the order; null if it moved. */
    note: null | {
      kind: 'reminded' | 'allotted' | 'gift' | 'later';
      text: string | null;
      on: Day | null;
    };
    /** Why; always there when it was cancelled, expired or returned. */
    reason: string | null;
    /**
     * What it refers to: whoever withdrew, by name; the booking that paid, under the bank's own id; and, told to
     * marketers alone, our id (`sha256-...`) of one to which the bank gave none, and which of them said that it
     * was paid.
     */
    detail: string | null;
    /** What was paid back. */
    amount: Money | null;
    shipment: null | {
      carrier: string;
      number: string;
      link: string | null;
    };
    /** When the mail about it was sent; null until then. */
    told_at: Instant | null;
    /**
     * What became of that mail: it was sent, delivered, bounced (it did not arrive, and is not tried again),
     * or its reader complained of it as unwanted; null before it was sent. Whatever it says, the page is true.
     */
    mail: 'sent' | 'delivered' | 'bounced' | 'complained' | null;
  }[];
  /** How to pay, while the order awaits it; else null. */
  payment: null | {
    holder: string;
    iban: string;
    bic: string | null;
    /** By it the money is known; it is to stand alone in what the transfer is for. */
    reference: string;
    amount: Money;
    /** By when the money is to be there. */
    pay_by: Instant;
    /** The transfer as a QR code that banking apps read (EPC069-12), row by row, dark squares as 1, without its margin; null if the standard knows no such transfer, as in another currency than euros. */
    qr: null | string[];
  };
  /** There while the shopper may withdraw from the contract; else null. */
  withdrawal: null | {
    /** The first instant at which one cannot any more; null before the parcel has come. */
    until: Instant | null;
  };
  link: OrderLink;
  listed_as: ListedAs;
};

/** Where an order stands. */
export type OrderState = 'placed' | 'awaiting_payment' | 'paid' | 'in_fulfilment' | 'shipped' | 'delivered' | 'cancelled' | 'expired' | 'withdrawn' | 'returned' | 'refunded';

/** How it is to be paid. */
export type Payment = 'invoice' | 'prepayment';

/**
 * `announced` before and between windows, `open`, `paused` while the seller halts it, `closed` for good; `draft`
 * until it is published.
 */
export type Phase = 'draft' | 'announced' | 'open' | 'paused' | 'closed';

/** The name of a pool of units; the storefront shows `new-york` as New York. */
export type PoolName = string;

/** To whom orders are paid that are paid first, and when; both times count from the order. */
export type Prepayment = {
  holder: Line;
  /** In capitals and without spaces; its check digits are checked. */
  iban: string;
  bic?: string | null;
  /** How long an order awaits its payment. */
  pay_seconds: number;
  /** When a reminder goes; before it is due. */
  remind_seconds: number;
};

/**
 * A refusal (RFC 9457). `code` is stable; the fields after `request_id` belong to single codes, as their
 * descriptions say.
 *
 * | code | status | the client should |
 * | --- | --- | --- |
 * | `invalid_request` | 400 | mend the `fields` |
 * | `unauthenticated` | 401 | sign in |
 * | `forbidden` | 403 | stop |
 * | `not_found` | 404 | stop; another shopper's things are not found either |
 * | `method_not_allowed` | 405 | use one that is `allowed`; behind the gateway it is 404 |
 * | `not_open_yet` | 409 | wait until `opens_at` |
 * | `not_admitted_yet` | 409 | wait until `admitted_at`, or for `retry_after` while the draw is not out |
 * | `sold_out` | 409 | ask for `largest`, for the pool that is `next`, again after `retry_after` while units may return, or wait on the list if there is a `waitlist` |
 * | `closed`, `paused`, `limit_reached`, `wrong_state` | 409 | stop |
 * | `reservation_expired` | 410 | reserve anew |
 * | `stale_version` | 412 | read again |
 * | `too_large` | 413 | mend it |
 * | `unsupported_media_type` | 415 | mend it |
 * | `request_reused` | 422 | read what stands; it is in the answer, but for gifts and arrivals |
 * | `too_many_requests` | 429 | send the same again after `Retry-After` |
 * | `internal` | 500 | report it with the `request_id` |
 * | `try_again` | 503 | send the same again after `Retry-After` |
 */
export type Problem = {
  /** `urn:sale:problem:` and the code. */
  type: string;
  /** The same words for every case of the code. */
  title: string;
  status: number;
  /** A sentence for a person that says what to do next. */
  detail: string;
  code: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'method_not_allowed' | 'not_open_yet' | 'not_admitted_yet' | 'sold_out' | 'closed' | 'paused' | 'limit_reached' | 'wrong_state' | 'reservation_expired' | 'stale_version' | 'too_large' | 'unsupported_media_type' | 'request_reused' | 'too_many_requests' | 'internal' | 'try_again';
  /** As in `X-Request-Id`. */
  request_id: string;
  /** `invalid_request`, and `wrong_state` of a plan: every offending field, fifty at most. */
  fields?: {
    /** Its path, such as `windows[0].opens`; `body` for the whole. */
    field: string;
    /** What is wrong with it. */
    problem: string;
  }[];
  /** `method_not_allowed`: what is. */
  allowed?: string;
  /** `not_open_yet`: when the next window opens. */
  opens_at?: Instant | null;
  /** `not_admitted_yet`: when it is the shopper's turn; null before the draw is out. */
  admitted_at?: Instant | null;
  /** `closed`: since when. */
  closed_at?: Instant;
  /** `sold_out`: how many units can still be had. */
  largest?: number;
  /**
   * `sold_out`: the pool to ask for instead, the next one in the plan's order that has so many units, else any;
   * null if none has. Nobody is moved there: ask for it.
   */
  next?: NextPool | null;
  /** `sold_out`: whether what comes back is offered to who waits; then join the list, and do not ask again. */
  waitlist?: boolean;
  /** `sold_out`: whether units in baskets may come back. */
  may_return?: boolean;
  /** `sold_out`: until when they may. */
  may_return_until?: Instant | null;
  /** `not_admitted_yet`, `sold_out`, `try_again`, `too_many_requests`: after how many seconds to ask again. */
  retry_after?: number | null;
  /**
   * `limit_reached`: how many units one shopper may have, or can still be added to the sale; how often one can join
   * the waiting list; how many gifts, arrivals or later dates there can be; with `counted`, how many shoppers may
   * come.
   */
  limit?: number;
  /** `limit_reached`: whose shoppers are too many; absent when it is about anything else. */
  counted?: 'domain' | 'household';
  /** `forbidden`: what is wrong with the code that was sent; absent when it is about something else. */
  invitation?: 'used' | 'revoked' | 'other_address';
  /** `wrong_state`: the state that does not allow it. */
  state?: string;
  /** `stale_version`: the one that stands. */
  version?: number;
  /** `too_large`: how many a body may have. */
  most_bytes?: number;
  /** `unsupported_media_type`: what the body must be. */
  expected?: string;
  /** `request_reused`: the reservation that stands. */
  reservation?: Reservation;
  /** `request_reused`: the entry of the waiting list that stands. */
  entry?: WaitlistEntry;
  /** `request_reused`: the order that stands. `wrong_state` of a reservation: its number. */
  order?: OrderPage | OrderId;
  /** `request_reused`: the sale that stands. */
  sale?: AdminSale;
};

/**
 * What solving a challenge gives: ALTCHA's payload, which is JSON in base64. It is good for ten minutes, and for
 * what the challenge was asked for, as often as that is sent. Needed where there is a challenge.
 */
export type Proof = Line | null;

/** A sale with what is left of it, at most a second old. */
export type PublicSale = {
  sale: SaleId;
  title: Title;
  description: string;
  seller: string;
  zone: Zone;
  windows: {
    access: Access;
    /** With `registered`, until when one can join its line. */
    until_at: Instant | null;
    opens_at: Instant;
    closes_at: Instant;
    opens_local: LocalInstant;
    closes_local: LocalInstant;
  }[];
  price: Money;
  reference_price: Money | null;
  /** How many units one shopper may have. */
  limit: number;
  hold_seconds: HoldSeconds;
  /** How the crowd stands in line; then one joins it, and reserves with its ticket. Null without one. */
  line: SaleLine | null;
  /** How long an offer to who waits stands, and until when there are any. Null without a list. */
  waitlist: {
    offer_seconds: number;
    until: Instant;
  } | null;
  /** Whether throw-away addresses are not let in. */
  refuse_throwaway: boolean;
  /** How many shoppers with addresses of one mail domain may join; null for any number. */
  domain_limit: CircleLimit | null;
  /** How many shoppers may order to one delivery address; null for any number. */
  household_limit: CircleLimit | null;
  /** How many days addresses of who got nothing are kept. */
  erase_days: number;
  /** All units of all pools, with those that were added. */
  units: number;
  pools: {
    pool: PoolName;
    units: number;
    /** From where it is delivered; empty if the plan does not say. */
    place: string;
    delivers_from: Day | null;
    delivers_by: Day | null;
    /** Whether the goods are not there yet. */
    to_come: boolean;
    payment: Payment;
    /**
     * What is left at most: a number, or `many`, `few` (a tenth or less) or `none`; absent if the plan hides
     * it, and in the list of sales.
     */
    remaining?: number | 'many' | 'few' | 'none';
  }[];
  phase: Phase;
  /**
   * Whether no unit of any pool is left just now; in the list as it was a few seconds ago, and false unless the
   * sale is open or halted.
   */
  sold_out: boolean;
  now: Instant;
  /** The seller's address for shoppers; null if the plan names none. */
  contact: Email | null;
  /** When it is sold out, until when units that lie in baskets may come back; else null. */
  may_return_until: Instant | null;
  /**
   * When the seller halted the sale, the first time first. All turns in a line are put off by as long: they are on
   * the sale's clock, which stands still meanwhile.
   */
  pauses: {
    paused_at: Instant;
    /** Null while it is halted. */
    resumed_at: Instant | null;
  }[];
  /** The draw of the window that is open, or comes next, or was the last; null where nothing is drawn. */
  draw: SaleDraw | null;
};

/** A number of units. */
export type Quantity = number;

/** Why, for those who are told and for the record. */
export type Reason = Line;

/** How a shopper is told, and the proof of some work if it is asked for. */
export type Registration = {
  email: Email;
  language: Language;
  zone: Zone;
  proof?: Proof;
};

/** `exact` numbers, `bands` (none, few, many), or `hidden`. */
export type Remaining = 'exact' | 'bands' | 'hidden';

/** What became of a sale that is over. */
export type Report = {
  sale: SaleId;
  title: Title;
  /** When reserving ended. */
  ended_at: Instant;
  /**
   * Where they are: `units = left + written_off + held + ordered`. Counted anew once a minute; `held` are on
   * their way back, or to an order, for a minute or two after the sale.
   */
  units: {
    /** All that there were, with those added. */
    units: number;
    /** Nobody's. */
    left: number;
    /** Came back and were not to be sold again. */
    written_off: number;
    /** Not settled yet. */
    held: number;
    /** Orders' units. */
    ordered: number;
  };
  /** How many orders there are in each state; counted anew once a minute. */
  states: {
    [name: string]: number;
  };
  /** When the addresses of who got nothing are to be erased, and when they were; null until then. */
  erasure: {
    due_at: Instant;
    done_at: Instant | null;
  };
  /**
   * How many shoppers joined the waiting list, each counted once; null without a list. While a list goes on they
   * may become more.
   */
  waiting: {
    /** Who ever joined. */
    joined: number;
    /** Who of them was ever offered units. */
    offered: number;
    /** Who ordered what they were offered. */
    taken: number;
  } | null;
  /** The draw of each window; none where nothing was drawn. */
  draws: ReportedDraw[];
  /** Who was served when; a moment behind the orders themselves. */
  orders: {
    listed_as: ListedAs;
    placed_at: Instant;
    quantity: Quantity;
    state: OrderState;
    /** Who cancelled it, withdrew from it, or let it expire; null if nobody did. */
    ended_by: 'shopper' | 'marketer' | 'system' | null;
    /** Why the seller did, in the words that the shopper was told; null of what a shopper ended. */
    reason: string | null;
    /** How many gifts the seller added to it. */
    gifts: number;
  }[];
  /** Where the next page begins; null on the last. */
  cursor: string | null;
};

/** What was shown of a window's draw; null is what was not, because it never opened. */
export type ReportedDraw = {
  /** Which of the windows, counted from 0. */
  window: number;
  commitment: Hash;
  /** The hash over all who joined in time. */
  digest: Hash | null;
  /** When the digest was taken. */
  digested_at: Instant | null;
  /** How many joined in time. */
  entrants: number | null;
  /** The public randomness that nobody knew before; its round follows from the opening. */
  beacon: {
    /** Who gives it. */
    source: string;
    round: number;
    out_at: Instant;
    /** In hex; empty if it was not to be had in time, so that the seed alone decides. */
    value: string | null;
  };
  /** The 32 bytes of the commitment. */
  seed: Hash | null;
  /**
   * Whether the operator could know the places while they could still add somebody: the digest came after the
   * beacon, or the beacon was not to be had, or is one that anybody can foresee.
   */
  operator_could_have_known: boolean | null;
};

/** Units that are held, or the order that came of them. */
export type Reservation = {
  sale: SaleId;
  pool: PoolName;
  quantity: Quantity;
  price: Money;
  total: Money;
  /** Until when to order; later if the sale is halted meanwhile. */
  deadline: Instant;
  /** Whether they were offered to who waited on the list. */
  offered: boolean;
  state: 'held' | 'ordered';
  /** The signed reservation, to order with. */
  reservation: string;
  /** The order that came of it, else null. */
  order: OrderId | null;
  /** The link to that order's page, else null. */
  link: OrderLink | null;
};

/**
 * What is public of a window's draw so far: the commitment at once; digest, beacon and seed soon after the
 * opening, in this order. Then everybody can compute every place in the line; `docs/reference/draw.md` says how.
 */
export type SaleDraw = {
  /** Which of the windows, counted from 0. */
  window: number;
  commitment: Hash;
  /** The hash over all who joined in time. */
  digest: Hash | null;
  /** When the digest was taken. */
  digested_at: Instant | null;
  /** How many joined in time. */
  entrants: number | null;
  /** The public randomness that nobody knew before; its round follows from the opening. */
  beacon: {
    /** Who gives it. */
    source: string;
    round: number;
    out_at: Instant;
    /** In hex; empty if it was not to be had in time, so that the seed alone decides. */
    value: string | null;
  };
  /** The 32 bytes of the commitment. */
  seed: Hash | null;
};

/** The id of a sale, chosen by its marketer. */
export type SaleId = string;

/**
 * Nobody is served in the delay after the opening: it is the draw's own time. Over the spread those are served,
 * in the order of their places, who joined before the opening; then those who joined after it, in the order in
 * which they came. Without a spread nothing is drawn: with both 0 it is first come, first served. A spread needs
 * a delay of 10 seconds or more, and every window has to be open longer than both.
 */
export type SaleLine = {
  delay_seconds: number;
  spread_seconds: number;
};

/**
 * Who reads mail at an address: the same mailbox is the same shopper, always, however its address is written.
 * docs/reference/addresses.md has what each provider ignores.
 */
export type ShopperId = string;

/** The ticket that `joinLine` gave; needed where there is a line, and only there. */
export type Ticket = Line | null;

/** What is sold. */
export type Title = Line;

/** How units that come back are offered to who waits. */
export type Waitlist = {
  /** How long an offer stands. */
  offer_seconds: number;
  /** How many days longer than the sale the list goes on. */
  days: number;
};

/** Where somebody stands in a waiting list, and everything that happened there. */
export type WaitlistEntry = {
  sale: SaleId;
  pool: PoolName;
  /** How many were asked for; an offer may be of fewer. */
  quantity: Quantity;
  /** For each; as it was when one joined, and so it stays. */
  price: Money;
  state: EntryState;
  /**
   * What the order goes by: `line`, the places in the sale's line and then when one came; `joined`, when one
   * joined the list.
   */
  rule: 'line' | 'joined';
  /** What there is to hope for, a promise of nothing. Null for who does not wait, and in answers to joining. */
  outlook: null | {
    /** How many wait for the pool before one; null if more than 5,000 do, and one is not among the first. */
    before: number | null;
    /** How many of the pool's units are held and not ordered. */
    in_baskets: number;
    /** How many orders of the sale await their payment; 0 where the pool is not paid first. */
    unpaid: number;
    /** So it was then, or later; a minute ago at most. */
    as_of: Instant;
  };
  /** The units that are offered and held for one, or the order that came of them. */
  offer: Reservation | null;
  /** Until when units are offered. */
  list_until: Instant;
  history: {
    at: Instant;
    what: EntryState;
    by: 'shopper' | 'system';
    /** How many units were asked for, or offered; else null. */
    quantity: Quantity | null;
    /** Until when an offer stood at least; else null. */
    until: Instant | null;
  }[];
};

/**
 * What clocks in the plan's zone show, without offset. An hour that a change of the clocks skips or shows twice
 * is refused, and so is a day that its month does not have.
 */
export type WallTime = string;

/** A time zone by its IANA name; one that IANA does not know is refused. */
export type Zone = string;
