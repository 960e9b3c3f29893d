import { type Rounding, divide, shareOf, taxWithin } from '@app/kernel';

/** From this minute of the call on, a minute costs this [E8]. */
export interface Tier {
  readonly afterMinutes: number;
  readonly ratePerMinuteMinor: bigint;
}

/** A flat price for so many minutes [E2]. Afterwards the call ends, or goes on per minute when the caller agreed to that. */
export interface Session {
  readonly minutes: number;
  readonly priceMinor: bigint;
  readonly thenPerMinute: boolean;
  /** A call that ends early costs what was served, whoever ended it [H9]. Left out: only where the caller did not. */
  readonly returnsRest?: true;
  /** What a caller who ends the call pays at the least, tax included: as much as one who does not come. Left out: nothing. */
  readonly leastMinor?: bigint;
}

export const SPONSORS = ['licensee', 'advisor', 'operator'] as const;
export type Sponsor = (typeof SPONSORS)[number];

/** Whose the free seconds are: of every call, of one call per user, of the first call of user and advisor; and who bears them [E5]. */
export interface FreeTime {
  readonly per: 'call' | 'user' | 'pair';
  readonly sponsor: Sponsor;
}

/** Where a call is taxed, and why: what was known of the caller's country [E24]. */
export interface Taxed {
  readonly country: string;
  readonly place: 'seller' | 'customer';
  readonly evidence: readonly Evidence[];
  /** The company for which the caller calls, with what was known of its number then. Left out: a consumer, or a company without a number of the EU. */
  readonly business?: TaxedBusiness;
  /** The company owes the tax itself, so the rate is 0 (Articles 44 and 196 of Directive 2006/112/EC). */
  readonly reverseCharge?: true;
}

/** A company with a number of the EU, as it stood when the call was requested. */
export interface TaxedBusiness {
  readonly company: string;
  readonly country: string;
  readonly vatNumber: string;
  readonly result: 'valid' | 'invalid' | 'unchecked';
  /** Of the register: its number of the question, and when it answered (RFC 3339). */
  readonly consultation: string | null;
  readonly checkedAt: string | null;
}

/** declared: the person says so. card: the bank of a saved card is there. ip: the address that the call was requested from is there. vat_number: the company is registered there. seller: nothing is known, so the licensee's own country. */
export interface Evidence {
  readonly kind: 'declared' | 'card' | 'ip' | 'vat_number' | 'seller';
  readonly country: string;
}

/**
 * The commercial terms of one call, frozen when it is requested [E9]. Amounts in minor units of `currency`, prices include tax unless it comes on top, shares in
 * basis points of the price without tax.
 */
export interface Terms {
  readonly currency: string;
  readonly ratePerMinuteMinor: bigint;
  readonly connectionFeeMinor: bigint;
  readonly incrementSeconds: number;
  readonly minimumSeconds: number;
  readonly freeSeconds: number;
  /** Calls shorter than this cost nothing [E6]. */
  readonly freeBelowSeconds: number;
  readonly rounding: Rounding;
  readonly taxRateBp: number;
  readonly advisorShareBp: number;
  readonly operatorShareBp: number;
  /** An advisor who hangs up earlier than this earns nothing [F13]. */
  readonly advisorHangupFreeSeconds: number;
  /** Minutes given back when the platform ended the call; null = all [F12]. */
  readonly platformFaultRefundMinutes: number | null;
  readonly holdMinutes: number;
  readonly ringSeconds: number;
  readonly connectSeconds: number;
  readonly graceSeconds: number;
  /** Other prices of a minute later in the call, in order; left out = one price throughout. */
  readonly tiers?: readonly Tier[];
  /** Left out = per minute. */
  readonly session?: Session;
  /** Whose `freeSeconds` are. Left out: nobody pays for them, as in calls of before there were sponsors. */
  readonly free?: FreeTime;
  /** Surcharge or discount of the hour in which the call was requested, already in every rate and price above. */
  readonly rateAdjustBp?: number;
  /** Every rate and price above is without tax, which is added to their sum [E24]. Left out: they contain it. */
  readonly taxOnTop?: true;
  /** Left out in calls of before there were places of supply: the licensee's country. */
  readonly taxed?: Taxed;
  /** Id of the link whose price the caller agreed to [A19]. Left out: the advisor's own prices. */
  readonly linkId?: string;
}

/** Shares of a price; they always sum to it. */
export interface Split {
  readonly advisorMinor: bigint;
  readonly licenseeMinor: bigint;
  readonly operatorMinor: bigint;
  readonly taxMinor: bigint;
}

const stepped = (seconds: number, step: number): number => Math.ceil(seconds / step) * step;

/**
 * Seconds that are charged for a connected time: after free seconds and minimum, rounded up to the increment [E3]. In a session they are those it lasted, and beyond
 * its minutes the increments of the overrun.
 */
export function chargedSeconds(terms: Terms, connectedSeconds: number): number {
  if (connectedSeconds < terms.freeBelowSeconds || connectedSeconds === 0) return 0;
  if (terms.session) {
    const flat = terms.session.minutes * 60;
    if (connectedSeconds <= flat) return connectedSeconds;
    return flat + (terms.session.thenPerMinute ? stepped(connectedSeconds - flat, terms.incrementSeconds) : 0);
  }
  const afterFree = Math.max(0, connectedSeconds - terms.freeSeconds);
  if (afterFree === 0) return 0;
  return stepped(Math.max(afterFree, terms.minimumSeconds), terms.incrementSeconds);
}

/** Price of the seconds from one of the call to another: each at the rate of its band, rounded once [E4]. */
function timePrice(terms: Terms, from: number, until: number): bigint {
  const bands = [{ afterMinutes: 0, ratePerMinuteMinor: terms.ratePerMinuteMinor }, ...(terms.tiers ?? [])];
  const sixtieths = bands.reduce((sum, { afterMinutes, ratePerMinuteMinor }, i) => {
    const start = Math.max(from, afterMinutes * 60);
    const end = Math.min(until, (bands[i + 1]?.afterMinutes ?? Infinity) * 60);
    return end > start ? sum + ratePerMinuteMinor * BigInt(end - start) : sum;
  }, 0n);
  return divide(sixtieths, 60n, terms.rounding);
}

/** What the time beyond a session's minutes costs. */
function overrunPrice(terms: Terms, { minutes }: Session, connectedSeconds: number): bigint {
  return timePrice(terms, minutes * 60, chargedSeconds(terms, connectedSeconds));
}

/**
 * What is paid for an amount of these terms: with the tax, where that comes on top. {@link taxWithin} finds in it exactly what was added here: half a unit of
 * rounding is less than half a unit once it is divided by 1 + rate.
 */
export const grossOf = (terms: Terms, amountMinor: bigint): bigint =>
  terms.taxOnTop ? amountMinor + shareOf(amountMinor, terms.taxRateBp, 'half_up') : amountMinor;

/**
 * Price of a connected time, tax included, rounded once and, where tax comes on top, that once more [E4]. It never falls as time grows. A session costs its price
 * from the first charged second.
 */
export function priceOf(terms: Terms, connectedSeconds: number): bigint {
  const seconds = chargedSeconds(terms, connectedSeconds);
  if (seconds === 0) return 0n;
  if (terms.session)
    return grossOf(terms, terms.session.priceMinor + overrunPrice(terms, terms.session, connectedSeconds));
  return grossOf(terms, terms.connectionFeeMinor + timePrice(terms, terms.freeSeconds, terms.freeSeconds + seconds));
}

/** {@link priceOf}, with a session in proportion to the time it lasted: what was served of it. */
export function servedPrice(terms: Terms, connectedSeconds: number): bigint {
  const { session } = terms;
  if (!session || chargedSeconds(terms, connectedSeconds) === 0) return priceOf(terms, connectedSeconds);
  const flat = session.minutes * 60;
  const served = divide(session.priceMinor * BigInt(Math.min(connectedSeconds, flat)), BigInt(flat), terms.rounding);
  return grossOf(terms, served + overrunPrice(terms, session, connectedSeconds));
}

/**
 * Price of a call that is over and in which both were connected. Of a session that the caller did not end, or that returns its rest, only what was served is charged;
 * who ends a booked call pays its least price, however short it was.
 */
export function finalPrice(terms: Terms, connectedSeconds: number, isCutShort: boolean): bigint {
  if (isCutShort) return servedPrice(terms, connectedSeconds);
  const { returnsRest, leastMinor = 0n } = terms.session ?? {};
  const price = returnsRest ? servedPrice(terms, connectedSeconds) : priceOf(terms, connectedSeconds);
  return price > leastMinor ? price : leastMinor;
}

/** Free seconds of a connected time that somebody pays for: none of a call that was too short to cost anything. */
export const sponsoredSeconds = (terms: Terms, connectedSeconds: number): number =>
  terms.free === undefined || connectedSeconds < terms.freeBelowSeconds
    ? 0
    : Math.min(connectedSeconds, terms.freeSeconds);

/** What so many free seconds would have cost at the rates of the call. */
export const freePrice = (terms: Terms, seconds: number): bigint => grossOf(terms, timePrice(terms, 0, seconds));

/**
 * What to reserve before it rings: the first minutes beyond what is free, or the session and, when it may go on, minutes of that. At least a charged second, also where
 * the caller's own limit leaves nothing to pay: no hold, no ring.
 */
export function firstHold(terms: Terms, capSeconds: number): bigint {
  const minutes = terms.holdMinutes * 60;
  if (terms.session) {
    const flat = terms.session.minutes * 60;
    return priceOf(terms, terms.session.thenPerMinute ? Math.max(flat, Math.min(capSeconds, flat + minutes)) : flat);
  }
  const reach = Math.min(capSeconds, terms.freeSeconds + minutes);
  const price = priceOf(terms, Math.max(reach, terms.freeSeconds + 1, terms.freeBelowSeconds));
  // A second of a cheap minute may round to nothing.
  return price > 0n ? price : 1n;
}

/** Longest connected time, up to `limitSeconds`, whose price stays within a budget. */
export function fundedSeconds(terms: Terms, budgetMinor: bigint, limitSeconds: number): number {
  let low = 0;
  let high = limitSeconds;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (priceOf(terms, middle) <= budgetMinor) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Splits a price among the four parties [J3]. Tax is taken out of the part that was really paid: promo credit of the seller is a discount. Advisor and operator
 * get their share of the full price without tax, rounded down; the licensee gets the rest, and bears the promo credit.
 */
export function splitPrice(terms: Terms, priceMinor: bigint, promoMinor: bigint): Split {
  const net = priceMinor - taxWithin(priceMinor, terms.taxRateBp);
  const taxMinor = taxWithin(priceMinor - promoMinor, terms.taxRateBp);
  const advisorMinor = shareOf(net, terms.advisorShareBp, 'down');
  const operatorMinor = shareOf(net, terms.operatorShareBp, 'down');
  return { advisorMinor, operatorMinor, taxMinor, licenseeMinor: priceMinor - advisorMinor - operatorMinor - taxMinor };
}

/** What the advisor earns of a price. */
export const advisorNet = (terms: Terms, priceMinor: bigint): bigint => splitPrice(terms, priceMinor, 0n).advisorMinor;

/**
 * How the price of free seconds is shared. Paid by the licensee it is a discount of the seller: no tax. Paid by the operator it is a price like any other. An
 * advisor who gives them away earns nothing of them, and nobody else does.
 */
export function splitSponsored(terms: Terms, sponsor: Sponsor, priceMinor: bigint): Split {
  return sponsor === 'advisor'
    ? { advisorMinor: 0n, licenseeMinor: 0n, operatorMinor: 0n, taxMinor: 0n }
    : splitPrice(terms, priceMinor, sponsor === 'licensee' ? priceMinor : 0n);
}

/** The shares of a call with what a sponsor paid for its free seconds. They still sum to the caller's price: the sponsor bears what the others get. */
export function withSponsored(terms: Terms, split: Split, sponsor: Sponsor, priceMinor: bigint): Split {
  const free = splitSponsored(terms, sponsor, priceMinor);
  const borne = (by: Sponsor): bigint => (by === sponsor && by !== 'advisor' ? priceMinor : 0n);
  return {
    advisorMinor: split.advisorMinor + free.advisorMinor,
    licenseeMinor: split.licenseeMinor + free.licenseeMinor - borne('licensee'),
    operatorMinor: split.operatorMinor + free.operatorMinor - borne('operator'),
    taxMinor: split.taxMinor + free.taxMinor,
  };
}

/** What the advisor has earned after a connected time, free seconds that somebody else pays for included: the figure on the advisor's meter. */
export function earningAfter(terms: Terms, connectedSeconds: number): bigint {
  const free = terms.free
    ? splitSponsored(terms, terms.free.sponsor, freePrice(terms, sponsoredSeconds(terms, connectedSeconds)))
        .advisorMinor
    : 0n;
  return free + advisorNet(terms, priceOf(terms, connectedSeconds));
}

/** A value with its bigints as decimal text. */
type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Stored<T[K]> }
      : T;

/** Terms as stored in the call: bigint as decimal text. What is left out stays left out. */
export type StoredTerms = Stored<Terms>;

const storeSession = ({ leastMinor, ...session }: Session): Stored<Session> => ({
  ...session,
  priceMinor: session.priceMinor.toString(),
  ...(leastMinor !== undefined && { leastMinor: leastMinor.toString() }),
});

const readSession = ({ leastMinor, ...session }: Stored<Session>): Session => ({
  ...session,
  priceMinor: BigInt(session.priceMinor),
  ...(leastMinor !== undefined && { leastMinor: BigInt(leastMinor) }),
});

export const storeTerms = ({ tiers, session, free, rateAdjustBp, taxOnTop, taxed, ...terms }: Terms): StoredTerms => ({
  ...terms,
  ratePerMinuteMinor: terms.ratePerMinuteMinor.toString(),
  connectionFeeMinor: terms.connectionFeeMinor.toString(),
  ...(tiers && {
    tiers: tiers.map((tier) => ({ ...tier, ratePerMinuteMinor: tier.ratePerMinuteMinor.toString() })),
  }),
  ...(session && { session: storeSession(session) }),
  ...(free && { free }),
  ...(rateAdjustBp !== undefined && { rateAdjustBp }),
  ...(taxOnTop && { taxOnTop }),
  ...(taxed && { taxed }),
});

export const readTerms = ({ tiers, session, ...stored }: StoredTerms): Terms => ({
  ...stored,
  ratePerMinuteMinor: BigInt(stored.ratePerMinuteMinor),
  connectionFeeMinor: BigInt(stored.connectionFeeMinor),
  ...(tiers && { tiers: tiers.map((tier) => ({ ...tier, ratePerMinuteMinor: BigInt(tier.ratePerMinuteMinor) })) }),
  ...(session && { session: readSession(session) }),
});
