import { Injectable } from '@nestjs/common';
import { InvalidRequest, type Tx, personOf, toJsonMinor } from '@app/kernel';
import { AdvisorsService, Blocks, type PricesInForce } from '@app/advisors';
import { ConnectAccountsService, SpendingLimits, type SpendingRoom, WalletsService, limitReached } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import type { QuoteCall } from './calls.dto.js';
import { AdvisorUnavailable, SessionNotOffered } from './calls.problems.js';
import { FreeTime } from './free-time.service.js';
import { type Session, type Terms, firstHold, fundedSeconds, grossOf, priceOf } from './pricing.js';
import { Taxes } from './tax/taxes.service.js';
import { termsFrom } from './terms.js';

/** What a caller could have now, and whether the wallet carries it. */
export interface Offer {
  readonly terms: Terms;
  readonly advisorPersonId: string;
  readonly capSeconds: number;
  readonly holdMinor: bigint;
  readonly availableMinor: bigint;
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
  ) {}

  /** @throws NotFound, AdvisorUnavailable, SessionNotOffered, CoolingOff, SpendingLimitReached, InvalidRequest where a limit of this call leaves no room for it */
  async of(tx: Tx, input: QuoteCall): Promise<Offer> {
    const callerId = personOf(tx.ctx).personId;
    const advisor = await this.advisors.ratesOf(tx, input.advisorId);
    const prices = advisor[input.medium];
    // Asked for everybody and answered as for who is offline: neither the words nor the time tell of a block.
    const isBlocked = await this.blocks.isBlocked(tx, { advisorId: input.advisorId, personId: callerId });
    if (isBlocked || advisor.status !== 'active' || !advisor.available || prices === null)
      throw new AdvisorUnavailable();
    if (!(await this.payoutAccounts.mayEarn(tx, input.advisorId)))
      throw new AdvisorUnavailable('The advisor has not finished the set-up of payouts, which this licensee asks for.');
    const rules = await this.licensees.termsOf(tx);
    const licensee = await this.licensees.licenseeOf(tx);
    const { currency } = licensee;
    const advisorShareBp = advisor.shareBp ?? rules.advisorShareBp;
    if (advisorShareBp + rules.operatorShareBp > 10_000)
      throw new AdvisorUnavailable('The shares of this advisor are not set up.');
    const session = sessionOf(prices, input, rules.maxCallMinutes);
    const free = session ? undefined : await this.freeTime.best(tx, callerId, input.advisorId, advisor.freeOffers);
    const terms = termsFrom(rules, {
      currency,
      advisorShareBp,
      prices,
      ...(session && { session }),
      ...(free && { free }),
      tax: await this.taxes.of(tx, rules, licensee, callerId),
    });
    const wished = capOf(terms, rules.maxCallMinutes, input);
    const capSeconds = withinRoom(terms, wished, await this.spendingLimits.room(tx, callerId));
    const { paid, promo, held } = await this.wallets.balances(tx, callerId, currency);
    return {
      terms,
      advisorPersonId: advisor.personId,
      capSeconds,
      holdMinor: firstHold(terms, capSeconds),
      availableMinor: paid + promo - held,
    };
  }
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
