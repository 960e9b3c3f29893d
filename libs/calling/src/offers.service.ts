import { Injectable } from '@nestjs/common';
import { InvalidRequest, type Tx, divide, personOf, publicId, toJsonMinor } from '@app/kernel';
import { type AdvisorRates, AdvisorsService, Blocks, type PricesInForce } from '@app/advisors';
import { ConnectAccountsService, SpendingLimits, type SpendingRoom, WalletsService, limitReached } from '@app/billing';
import { type LicenseeTerms, LicenseesService } from '@app/licensees';
import type { QuoteCall } from './calls.dto.js';
import { AdvisorUnavailable, SessionNotOffered } from './calls.problems.js';
import { nextBooked } from './calls.queries.js';
import { FreeTime } from './free-time.service.js';
import { LinkUses } from './links/link-uses.service.js';
import { type Session, type Terms, firstHold, fundedSeconds, grossOf, priceOf } from './pricing.js';
import { Taxes } from './tax/taxes.service.js';
import { type OwnTerms, termsFrom } from './terms.js';

/** What a caller could have now, and whether the wallet carries it. */
export interface Offer {
  readonly terms: Terms;
  readonly advisorPersonId: string;
  readonly capSeconds: number;
  readonly holdMinor: bigint;
  readonly availableMinor: bigint;
  /** The link that sets the price; it is still to be counted. */
  readonly linkId: string | null;
}

/** A flat price for a call at a later time. */
export interface LaterSession {
  readonly advisorId: string;
  readonly medium: 'voice' | 'video';
  readonly minutes: number;
  readonly at: Date;
  /** Whether a call that its caller ends early costs only what was served. */
  readonly returnsRest: boolean;
  /** Of the price, what a caller pays at the least who ends the call. */
  readonly leastPercent: number;
}

/** Makes the terms of a call from the advisor's prices of this moment, the licensee's rules and what the caller wishes. */
@Injectable()
export class Offers {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly advisors: AdvisorsService,
    private readonly blocks: Blocks,
    private readonly wallets: WalletsService,
    private readonly freeTime: FreeTime,
    private readonly payoutAccounts: ConnectAccountsService,
    private readonly spendingLimits: SpendingLimits,
    private readonly taxes: Taxes,
    private readonly links: LinkUses,
  ) {}

  /** @throws NotFound, LinkNotOpen, AdvisorUnavailable, SessionNotOffered, CoolingOff, SpendingLimitReached, InvalidRequest where a limit of this call leaves no room for it */
  async of(tx: Tx, input: QuoteCall): Promise<Offer> {
    const callerId = personOf(tx.ctx).personId;
    const advisor = await this.advisors.ratesOf(tx, input.advisorId);
    // Asked for everybody and answered as for who is offline: neither the words nor the time tell of a block.
    const isBlocked = await this.isBlocked(tx, callerId, input.advisorId);
    if (isBlocked || !advisor.available || advisor.status !== 'active') throw new AdvisorUnavailable();
    const link = input.linkToken === undefined ? undefined : await this.links.price(tx, input.linkToken, input);
    const rules = await this.licensees.termsOf(tx);
    const mostMinutes = await this.mostMinutes(tx, input.advisorId, rules);
    const { prices, session } = link ?? ownPrice(advisor, input, mostMinutes);
    if (session && session.minutes > mostMinutes) throw new SessionNotOffered([]);
    const free = session ? undefined : await this.freeTime.best(tx, callerId, input.advisorId, advisor.freeOffers);
    const terms = await this.terms(tx, callerId, advisor, {
      prices,
      ...(session && { session }),
      ...(free && { free }),
      ...(link && { linkId: publicId('callLink', link.linkId) }),
    });
    const wished = capOf(terms, mostMinutes, input);
    const capSeconds = withinRoom(terms, wished, await this.spendingLimits.room(tx, callerId));
    return {
      terms,
      advisorPersonId: advisor.personId,
      capSeconds,
      holdMinor: firstHold(terms, capSeconds),
      availableMinor: await this.availableOf(tx, callerId, terms.currency),
      linkId: link?.linkId ?? null,
    };
  }

  /**
   * A session at a later time, at the prices of that time: the advisor's session of so many minutes, or the minutes at their rate. Afterwards it goes on per minute.
   * The hold is its price.
   * @throws NotFound, AdvisorUnavailable, SessionNotOffered, CoolingOff, SpendingLimitReached
   */
  async later(tx: Tx, { advisorId, medium, minutes, at, returnsRest, leastPercent }: LaterSession): Promise<Offer> {
    const callerId = personOf(tx.ctx).personId;
    const advisor = await this.advisors.ratesOf(tx, advisorId, at);
    if (await this.isBlocked(tx, callerId, advisorId)) throw new AdvisorUnavailable();
    const prices = pricesOf(advisor, medium);
    const rules = await this.licensees.termsOf(tx);
    if (minutes > rules.maxCallMinutes) throw new SessionNotOffered([]);
    const own = prices.sessions.find((one) => one.minutes === minutes);
    const session: Session = {
      minutes,
      priceMinor: own?.priceMinor ?? prices.ratePerMinuteMinor * BigInt(minutes),
      thenPerMinute: true,
      ...(returnsRest && { returnsRest: true as const }),
    };
    const agreed = await this.terms(tx, callerId, advisor, { prices, session });
    const holdMinor = priceOf(agreed, minutes * 60);
    const leastMinor = divide(holdMinor * BigInt(leastPercent), 100n, 'down');
    const terms = { ...agreed, session: { ...session, leastMinor } };
    const room = await this.spendingLimits.room(tx, callerId);
    return {
      terms,
      advisorPersonId: advisor.personId,
      capSeconds: withinRoom(terms, rules.maxCallMinutes * 60, room),
      holdMinor,
      availableMinor: await this.availableOf(tx, callerId, terms.currency),
      linkId: null,
    };
  }

  /** Whether the two have no contact [F24]. A block that commits before the transaction of the answer wins. */
  isBlocked(tx: Tx, personId: string, advisorId: string): Promise<boolean> {
    return this.blocks.isBlocked(tx, { advisorId, personId });
  }

  /**
   * Whole minutes that a call may have which is requested now: the licensee's limit, and what is left of the time until the advisor's next agreed booking once it has rung
   * and both are in the room. @throws AdvisorUnavailable when that is nothing
   */
  private async mostMinutes(tx: Tx, advisorId: string, rules: LicenseeTerms): Promise<number> {
    const booked = await nextBooked(tx, advisorId);
    if (booked === null) return rules.maxCallMinutes;
    const seconds = (booked.getTime() - tx.now.getTime()) / 1000 - rules.ringSeconds - rules.connectSeconds;
    if (seconds < Math.max(60, rules.freeBelowSeconds))
      throw new AdvisorUnavailable('The advisor has a booked call now, or very soon.');
    return Math.min(rules.maxCallMinutes, Math.floor(seconds / 60));
  }

  private async terms(
    tx: Tx,
    callerId: string,
    advisor: AdvisorRates,
    own: Pick<OwnTerms, 'prices' | 'session' | 'free' | 'linkId'>,
  ): Promise<Terms> {
    if (!(await this.payoutAccounts.mayEarn(tx, advisor.advisorId)))
      throw new AdvisorUnavailable('The advisor has not finished the set-up of payouts, which this licensee asks for.');
    const rules = await this.licensees.termsOf(tx);
    const licensee = await this.licensees.licenseeOf(tx);
    const advisorShareBp = advisor.shareBp ?? rules.advisorShareBp;
    if (advisorShareBp + rules.operatorShareBp > 10_000)
      throw new AdvisorUnavailable('The shares of this advisor are not set up.');
    return termsFrom(rules, {
      ...own,
      currency: licensee.currency,
      advisorShareBp,
      tax: await this.taxes.of(tx, rules, licensee, callerId),
    });
  }

  private async availableOf(tx: Tx, callerId: string, currency: string): Promise<bigint> {
    const { paid, promo, held } = await this.wallets.balances(tx, callerId, currency);
    return paid + promo - held;
  }
}

function pricesOf(advisor: AdvisorRates, medium: 'voice' | 'video'): PricesInForce {
  const prices = advisor[medium];
  if (advisor.status !== 'active' || prices === null) throw new AdvisorUnavailable();
  return prices;
}

/** What the advisor asks of everybody, and the session that the caller wishes. */
function ownPrice(
  advisor: AdvisorRates,
  input: QuoteCall,
  maxCallMinutes: number,
): { readonly prices: PricesInForce; readonly session?: Session } {
  const prices = pricesOf(advisor, input.medium);
  const session = sessionOf(prices, input, maxCallMinutes);
  return { prices, ...(session && { session }) };
}

function sessionOf(
  { sessions }: PricesInForce,
  { sessionMinutes: minutes, thenPerMinute = false }: QuoteCall,
  maxCallMinutes: number,
): Session | undefined {
  if (minutes === undefined) {
    if (thenPerMinute) throw new InvalidRequest([{ pointer: '/thenPerMinute', detail: 'needs a session' }]);
    return undefined;
  }
  const found = sessions.find((session) => session.minutes === minutes);
  if (!found || minutes > maxCallMinutes)
    throw new SessionNotOffered(sessions.map((session) => session.minutes).filter((one) => one <= maxCallMinutes));
  return { minutes, priceMinor: found.priceMinor, thenPerMinute };
}

/** Longest connected time: the licensee's limit, the session's, the caller's own. */
function capOf(terms: Terms, maxCallMinutes: number, { maxMinutes, maxSpendMinor }: QuoteCall): number {
  const { session } = terms;
  if (session && maxMinutes !== undefined && maxMinutes < session.minutes)
    throw new InvalidRequest([{ pointer: '/maxMinutes', detail: `is less than the session's ${session.minutes}` }]);
  const longest = session && !session.thenPerMinute ? session.minutes : maxCallMinutes;
  const limit = Math.min(longest, maxMinutes ?? longest) * 60;
  if (isTooShort(terms, limit))
    throw new InvalidRequest([{ pointer: '/maxMinutes', detail: 'is too small for a call with this advisor' }]);
  if (maxSpendMinor === undefined) return limit;
  const flat = session && grossOf(terms, session.priceMinor);
  if (flat !== undefined && BigInt(maxSpendMinor) < flat)
    throw new InvalidRequest([
      { pointer: '/maxSpendMinor', detail: `is less than the session's price of ${toJsonMinor(flat)}` },
    ]);
  const cap = fundedSeconds(terms, BigInt(maxSpendMinor), limit);
  if (isTooShort(terms, cap))
    throw new InvalidRequest([{ pointer: '/maxSpendMinor', detail: 'is too small for a call with this advisor' }]);
  return cap;
}

/** A call that could never cost anything is none, unless its minutes are a gift. */
const isTooShort = (terms: Terms, seconds: number): boolean =>
  seconds < terms.freeBelowSeconds || (terms.freeSeconds === 0 && priceOf(terms, seconds) === 0n);

/** The person's own spending limits cap the call for its whole length, so that no extension can pass them. @throws SpendingLimitReached */
function withinRoom(terms: Terms, capSeconds: number, room: SpendingRoom | undefined): number {
  if (!room) return capSeconds;
  if (terms.session && room.remaining < grossOf(terms, terms.session.priceMinor)) throw limitReached(room);
  const cap = fundedSeconds(terms, room.remaining, capSeconds);
  if (isTooShort(terms, cap) || firstHold(terms, cap) > room.remaining) throw limitReached(room);
  return cap;
}
