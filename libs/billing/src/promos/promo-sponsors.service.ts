import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf, split } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { PromoLots } from './promo-lots.service.js';

/** A call that is being settled. Amounts are minor units. */
interface SettledCall {
  readonly id: string;
  readonly holdId: string;
  readonly personId: string;
  readonly advisorId: string;
  /** The advisor's share of the price. */
  readonly advisorMinor: bigint;
  readonly currency: string;
}

/** A settled call of which promo credit goes back. Amounts are minor units. */
interface RefundedCall {
  readonly id: string;
  readonly refundId: string;
  readonly settlementId: string;
  readonly personId: string;
  readonly advisorId: string;
  readonly currency: string;
  /** What the advisor has paid for promo credit of the call and not got back. */
  readonly costMinor: bigint;
  /** Promo credit of the price that was not given back yet, and what of it is now. */
  readonly promoMinor: bigint;
  readonly backMinor: bigint;
}

/**
 * Promo credit that an advisor pays for [D16, J9]. The settlement posts used credit to the licensee; what of it came from grants of the advisor of the call is moved to
 * that advisor, in the same transaction, up to their share: nobody pays for being called. What is spent with others stays with the licensee.
 */
@Injectable()
export class PromoSponsors {
  constructor(
    private readonly ledger: Ledger,
    private readonly lots: PromoLots,
  ) {}

  /** Settles a call and charges the advisor for what of their own grants it used. @returns the settlement, and what the advisor pays in minor units */
  async settle(
    tx: Tx,
    call: SettledCall,
    settle: () => Promise<string>,
  ): Promise<{ settlementId: string; costMinor: bigint }> {
    if (!(await this.hasGrant(tx, call))) return { settlementId: await settle(), costMinor: 0n };
    const { personId, advisorId, currency } = call;
    await this.lock(tx, call, call.holdId);
    const { lots: before } = await this.lots.level(tx, personId, currency);
    const settlementId = await settle();
    const { lots: after } = await this.lots.level(tx, personId, currency);
    const used = after
      .filter(({ sponsorId }) => sponsorId === advisorId)
      .reduce((sum, lot) => sum + lot.used - (before.find(({ id }) => id === lot.id)?.used ?? 0n), 0n);
    const costMinor = used < call.advisorMinor ? used : call.advisorMinor;
    if (costMinor <= 0n) return { settlementId, costMinor: 0n };
    await this.post(tx, call, { key: `promo_cost:call:${call.id}`, settlementId, amount: -costMinor });
    return { settlementId, costMinor };
  }

  /** Gives the advisor back what they paid for credit that goes back to the caller, in proportion. Before the refund is posted. @returns minor units given back */
  async giveBack(tx: Tx, call: RefundedCall): Promise<bigint> {
    if (call.costMinor === 0n || call.backMinor === 0n) return 0n;
    const [amount] = split(call.costMinor, [call.backMinor, call.promoMinor - call.backMinor]) as [bigint, bigint];
    if (amount === 0n) return 0n;
    await this.lock(tx, call);
    await this.post(tx, call, { key: `promo_cost:refund:${call.refundId}`, settlementId: call.settlementId, amount });
    return amount;
  }

  /** The hold, then every account that will be posted to, in the one order of the locks. */
  private async lock(
    tx: Tx,
    { personId, advisorId, currency }: { personId: string; advisorId: string; currency: string },
    holdId?: string,
  ): Promise<void> {
    // Only the ledger locks a hold: it adds nothing to it.
    if (holdId !== undefined) await this.ledger.extendHold(tx, holdId, 0n, tx.now);
    await this.ledger.lockAccounts(tx, [
      await this.ledger.openAccount(tx, 'wallet', personId, currency),
      await this.ledger.openAccount(tx, 'promo', personId, currency),
      await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency),
    ]);
  }

  private async hasGrant(tx: Tx, { personId, advisorId }: SettledCall): Promise<boolean> {
    const [row] = await rowsOf(
      tx,
      'select 1 from app.promo_lot where licensee_id = $1 and person_id = $2 and sponsor_id = $3 and used + ended < amount limit 1',
      [tx.ctx.licenseeId, personId, advisorId],
    );
    return row !== undefined;
  }

  /** Waits with the earning that it is about until that is available. */
  private async post(
    tx: Tx,
    call: { id: string; advisorId: string; currency: string },
    { key, settlementId, amount }: { key: string; settlementId: string; amount: bigint },
  ): Promise<void> {
    const house = await this.ledger.house(tx, call.currency, 'promo_expense');
    await this.ledger.post(tx, {
      kind: 'promo_cost',
      currency: call.currency,
      key,
      legs: [
        { accountId: await this.ledger.openAccount(tx, 'advisor_payable', call.advisorId, call.currency), amount },
        { accountId: house.promo_expense, amount: -amount },
      ],
      refId: call.id,
      reversesId: settlementId,
    });
  }
}
