import { Injectable } from '@nestjs/common';
import { type LocalDate, type Tx, addDays, localDate, rowsOf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';

/** Whoever takes what a payee is owed, one after the other: a house account has no lock of its own. */
export async function lockPayee(tx: Tx, partyId: string): Promise<void> {
  await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('payout:' || $1 || $2, 0))`, [
    tx.ctx.licenseeId,
    partyId,
  ]);
}

/** The last day whose earnings are available. */
export async function lastEarningDay(tx: Tx, licensees: LicenseesService, holdDays: number): Promise<LocalDate> {
  const { timeZone } = await licensees.licenseeOf(tx);
  return addDays(localDate(tx.now, timeZone), -holdDays);
}

/** What a licensee may have of what its calls brought: paid out to it, or taken for what it owes. */
@Injectable()
export class LicenseeShares {
  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly licensees: LicenseesService,
  ) {}

  /**
   * The share, and the tax of what the licensee sells itself, in minor units; below zero where more went out than came in. What came in during the hold or is held
   * waits, what went out counts at once. Promo credit and free minutes of the licensee come off it [P5u]: no caller paid for them; `given` is all of it, ever. The caller has the lock of the payee.
   */
  async available(tx: Tx, currency: string): Promise<{ share: bigint; tax: bigint; given: bigint }> {
    const { payoutHoldDays } = await this.licensees.termsOf(tx);
    const lastDay = await lastEarningDay(tx, this.licensees, payoutHoldDays);
    const { sellerOfRecord } = await this.rules.of(tx);
    const house = await this.ledger.house(tx, currency, 'licensee_payable', 'promo_expense', 'tax');
    const given = -(await this.ledger.houseBalance(tx, house.promo_expense));
    const share = (await this.heldBack(tx, house.licensee_payable, lastDay)) - given;
    const tax = sellerOfRecord === 'licensee' ? await this.heldBack(tx, house.tax, lastDay) : 0n;
    return { share, tax, given };
  }

  /** What can be taken of the share for a debt; locks out payouts to the licensee until the transaction ends. Tax is nobody's to net, and a lack of it is covered first. */
  async takeable(tx: Tx, currency: string): Promise<bigint> {
    await lockPayee(tx, tx.ctx.licenseeId);
    const { share, tax } = await this.available(tx, currency);
    const free = tax < 0n ? share + tax : share;
    return free > 0n ? free : 0n;
  }

  /** Takes from the share, in favour of the operator: the cash behind it is the operator's from now on, so it leaves the licensee's books [P15d]. Negative = gives back. */
  async net(tx: Tx, netting: { key: string; currency: string; amount: bigint; invoiceId: string }): Promise<string> {
    const { key, currency, amount, invoiceId } = netting;
    const house = await this.ledger.house(tx, currency, 'licensee_payable', 'stripe_balance');
    return this.ledger.post(tx, {
      kind: amount > 0n ? 'licence_netting' : 'licence_netting_return',
      currency,
      key,
      legs: [
        { accountId: house.licensee_payable, amount: -amount },
        { accountId: house.stripe_balance, amount },
      ],
      refId: invoiceId,
    });
  }

  /**
   * What lies on a house account less what came in after the last day, and what is held. What was taken back of an earning waits with it only while that earning itself
   * waits; of an older one it counts at once.
   */
  private async heldBack(tx: Tx, accountId: string, lastDay: LocalDate): Promise<bigint> {
    const balance = await this.ledger.houseBalance(tx, accountId);
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const [young] = await rowsOf<{ amount: bigint }>(
      tx,
      `select coalesce(sum(e.amount), 0)::bigint as amount from app.ledger_entry e
         join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id and t.kind in ('settlement', 'call_refund', 'free_time', 'booking_fee')
         left join app.ledger_transaction o on o.licensee_id = t.licensee_id and o.id = t.reverses_id
        where e.licensee_id = $1 and e.account_id = $2 and e.seq is null and ((coalesce(o.created_at, e.created_at) at time zone $3)::date > $4::date
          or coalesce(o.id, t.id) in (select h.transaction_id from app.earning_hold h where h.licensee_id = $1 and h.released_at is null))`,
      [tx.ctx.licenseeId, accountId, timeZone, lastDay],
    );
    return balance - young!.amount;
  }
}
