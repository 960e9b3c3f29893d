import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import type { FreeOffer } from '@app/advisors';
import { Ledger, NewCustomers } from '@app/billing';
import type { Call } from './call.entity.js';
import { type Sponsor, type Terms, splitSponsored } from './pricing.js';

/** Free seconds of a call and what they would have cost. */
export interface Sponsored {
  readonly seconds: number;
  readonly priceMinor: bigint;
  readonly sponsor: Sponsor;
}

/** Free time: who gets it, that nobody gets it twice, and who pays for it [E5]. */
@Injectable()
export class FreeTime {
  constructor(
    private readonly ledger: Ledger,
    private readonly newCustomers: NewCustomers,
  ) {}

  /** The best of the offers that the caller has not had. Looks only: {@link claim} takes it. */
  async best(
    tx: Tx,
    callerId: string,
    advisorId: string,
    offers: readonly FreeOffer[],
  ): Promise<FreeOffer | undefined> {
    if (offers.every(({ per }) => per === 'call')) return offers[0];
    const [had] = await rowsOf<{ user: boolean; pair: boolean }>(
      tx,
      `select exists (select 1 from app.free_time f where f.licensee_id = $1 and f.caller_id = $2 and f.per = 'user' and f.released_at is null) as "user",
              exists (select 1 from app.free_time f where f.licensee_id = $1 and f.caller_id = $2 and f.advisor_id = $3 and f.per = 'pair' and f.released_at is null)
           or exists (select 1 from app.call c where c.licensee_id = $1 and c.caller_id = $2 and c.advisor_id = $3 and c.billed_seconds > 0) as pair`,
      [tx.ctx.licenseeId, callerId, advisorId],
    );
    // What is given once per user is not given to another account of theirs.
    const isKnown = !had!.user && (await this.newCustomers.knownBy(tx, callerId)) !== undefined;
    return offers.find(({ per }) => per === 'call' || !(had![per] || (per === 'user' && isKnown)));
  }

  /** Takes free time that is given once, for this call. @returns false when another call of the caller was quicker: a unique index decides. */
  async claim(
    tx: Tx,
    call: Pick<Call, 'id' | 'callerId' | 'advisorId'>,
    per: 'call' | 'user' | 'pair',
  ): Promise<boolean> {
    if (per === 'call') return true;
    const rows = await rowsOf(
      tx,
      `insert into app.free_time (licensee_id, call_id, caller_id, advisor_id, per, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning 1`,
      [tx.ctx.licenseeId, call.id, call.callerId, call.advisorId, per, tx.now],
    );
    return rows.length === 1;
  }

  /** The call gave none of its free time: the caller may have it in another one. */
  async release(tx: Tx, callId: string): Promise<void> {
    await rowsOf(
      tx,
      'update app.free_time set released_at = $3 where licensee_id = $1 and call_id = $2 and released_at is null',
      [tx.ctx.licenseeId, callId, tx.now],
    );
  }

  /**
   * Posts the price of free seconds to their sponsor, as promo credit that is granted and used at once: the sponsor's account is charged what the advisor, the operator
   * and the licensee get. An advisor who gives them is credited their share and charged it, so that the books show the gift and nothing moves.
   * @returns the transaction, null when there was nothing to share
   */
  async post(tx: Tx, call: Call, terms: Terms, { priceMinor, sponsor }: Sponsored): Promise<string | null> {
    const { currency } = call;
    const house = await this.ledger.house(tx, currency, 'licensee_payable', 'platform_fee', 'tax', 'promo_expense');
    const advisor = await this.ledger.openAccount(tx, 'advisor_payable', call.advisorId, currency);
    const key = `free:${call.id}`;
    const base = { kind: 'free_time', currency, refId: call.id } as const;
    if (sponsor === 'advisor') {
      const given = splitSponsored(terms, 'licensee', priceMinor).advisorMinor;
      if (given === 0n) return null;
      const id = await this.ledger.post(tx, {
        ...base,
        key,
        legs: [
          { accountId: house.promo_expense, amount: -given },
          { accountId: advisor, amount: given },
        ],
      });
      await this.ledger.post(tx, {
        ...base,
        key: `${key}:borne`,
        reversesId: id,
        legs: [
          { accountId: house.promo_expense, amount: given },
          { accountId: advisor, amount: -given },
        ],
      });
      return id;
    }
    const { advisorMinor, licenseeMinor, operatorMinor, taxMinor } = splitSponsored(terms, sponsor, priceMinor);
    const isOperator = sponsor === 'operator';
    return this.ledger.post(tx, {
      ...base,
      key,
      legs: [
        { accountId: house.promo_expense, amount: isOperator ? 0n : -priceMinor },
        { accountId: advisor, amount: advisorMinor },
        { accountId: house.licensee_payable, amount: licenseeMinor },
        { accountId: house.platform_fee, amount: isOperator ? operatorMinor - priceMinor : operatorMinor },
        { accountId: house.tax, amount: taxMinor },
      ],
    });
  }
}
