import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, newId, rowsOf, toJsonMinor } from '@app/kernel';
import { Ledger, PayeeDebts, PromoSponsors, Referrals, RefundsToCards, WalletsService } from '@app/billing';
import { CallRefunded, partiesOf } from '../calls.events.js';
import { IllegalTransition } from '../calls.problems.js';
import type { LoadedCall } from '../calls.queries.js';
import { ComplaintRecords } from '../complaints/complaint-records.js';
import { splitPrice } from '../pricing.js';
import { endRatingOf } from '../ratings.queries.js';
import { type RefundRow, refundsOf, sentIdsOf } from './refund-rows.js';
import { type Remainder, partsOf, priceOfLast } from './refund-shares.js';

export interface RefundOrder {
  readonly amount: bigint;
  readonly key: string;
  readonly rule: 'staff' | 'advisor' | 'complaint' | 'platform_fault';
  readonly reason: string;
  readonly requestedBy: string | null;
  /** For staff only, in the complaint that the refund is about. */
  readonly note?: string;
  /** On to the cards, what they can take of it. */
  readonly isToCard?: boolean;
}

/** Gives a price back to the wallet. Every share is reversed in proportion to what is left of it, so that a full refund takes back exactly what was given [K4]. */
@Injectable()
export class CallRefunds {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly debts: PayeeDebts,
    private readonly sponsors: PromoSponsors,
    private readonly referrals: Referrals,
    private readonly toCards: RefundsToCards,
    private readonly complaints: ComplaintRecords,
    private readonly outbox: Outbox,
  ) {}

  /** Part of the caller's transaction, which has locked the call. @returns what was given back @throws IllegalTransition, RefundAboveRemainder */
  async giveBack(
    tx: Tx,
    call: LoadedCall,
    order: Omit<RefundOrder, 'amount'> & { amount: bigint | undefined },
  ): Promise<bigint> {
    const left = await this.remainder(tx, call);
    const { amount } = await this.post(tx, call, left, { ...order, amount: order.amount ?? left.totalMinor });
    await this.wallets.changed(tx, call.row.callerId);
    return amount;
  }

  /** What is left of a settled price, in minor units. @throws IllegalTransition */
  async leftOf(tx: Tx, call: LoadedCall): Promise<bigint> {
    return (await this.remainder(tx, call)).totalMinor;
  }

  /** After a fault of the platform: the last minutes, or all, by the call's own terms [F12]. Part of the settlement's transaction. */
  async refundFault(tx: Tx, call: LoadedCall): Promise<void> {
    const { state } = call;
    const left = await this.remainder(tx, call);
    const minutes = state.terms.platformFaultRefundMinutes;
    const amount = minutes === null ? left.totalMinor : priceOfLast(call, minutes);
    if (amount <= 0n) return;
    await this.post(tx, call, left, {
      amount,
      key: 'platform_fault',
      rule: 'platform_fault',
      reason: `The platform ended the call: ${state.endReason}`,
      requestedBy: null,
    });
  }

  /** What is left of a settled price, by who paid and who got it. @throws IllegalTransition */
  async remainder(tx: Tx, { row, state }: LoadedCall): Promise<Remainder> {
    if (row.settlementId === null || row.priceMinor === null) throw new IllegalTransition('refunded', row.status);
    const taken = await this.ledger.takenFrom(tx, row.settlementId);
    const parts = splitPrice(state.terms, row.priceMinor, taken.promo);
    const refunds = await refundsOf(tx, row.id);
    const given = (pick: (refund: RefundRow) => bigint): bigint =>
      refunds.reduce((sum, refund) => sum + pick(refund), 0n);
    return {
      walletMinor: taken.paid - given((refund) => refund.wallet_amount),
      promoMinor: taken.promo - given((refund) => refund.promo_amount),
      advisorMinor: parts.advisorMinor - given((refund) => refund.advisor_amount),
      licenseeMinor: parts.licenseeMinor - given((refund) => refund.licensee_amount),
      operatorMinor: parts.operatorMinor - given((refund) => refund.operator_amount),
      taxMinor: parts.taxMinor - given((refund) => refund.tax_amount),
      totalMinor: row.priceMinor - given((refund) => refund.amount),
    };
  }

  /** Part of the caller's transaction, which has locked the call. @throws RefundAboveRemainder */
  async post(tx: Tx, call: LoadedCall, left: Remainder, order: RefundOrder): Promise<RefundRow> {
    const { row } = call;
    const parts = partsOf(order.amount, left);
    const refundId = newId();
    // Before the wallet, in the one order of the locks.
    if (order.isToCard === true) await this.referrals.lock(tx, row.callerId);
    const { walletMinor: wallet, promoMinor: promo } = parts;
    const { advisorMinor: advisor, licenseeMinor: licensee, operatorMinor: operator, taxMinor: tax } = parts;
    const account = (kind: 'wallet' | 'promo'): Promise<string> =>
      this.ledger.openAccount(tx, kind, row.callerId, row.currency);
    const [walletId, promoId] = [await account('wallet'), await account('promo')];
    const costBack = await this.sponsors.giveBack(tx, {
      id: row.id,
      refundId,
      settlementId: row.settlementId!,
      personId: row.callerId,
      advisorId: row.advisorId,
      currency: row.currency,
      costMinor: row.promoCostMinor,
      promoMinor: left.promoMinor,
      backMinor: promo,
    });
    if (costBack > 0n)
      await rowsOf(
        tx,
        'update app.call set promo_cost_minor = promo_cost_minor - $3 where licensee_id = $1 and id = $2',
        [row.licenseeId, row.id, costBack],
      );
    // What was paid out already cannot be taken from the payable: it is owed.
    const taken = await this.debts.take(tx, row.advisorId, row.currency, advisor, [walletId, promoId]);
    const house = await this.ledger.house(
      tx,
      row.currency,
      'licensee_payable',
      'platform_fee',
      'tax',
      'promo_issued',
      'promo_expense',
    );
    const transactionId = await this.ledger.post(tx, {
      kind: 'call_refund',
      currency: row.currency,
      key: `refund:${row.id}:${order.key}`,
      legs: [
        { accountId: walletId, amount: wallet },
        { accountId: promoId, amount: promo },
        ...taken.legs,
        { accountId: house.licensee_payable, amount: -licensee },
        { accountId: house.platform_fee, amount: -operator },
        { accountId: house.tax, amount: -tax },
        { accountId: house.promo_issued, amount: -promo },
        { accountId: house.promo_expense, amount: promo },
      ],
      refId: row.id,
      reversesId: row.settlementId!,
    });
    await this.debts.record(tx, row.advisorId, row.currency, taken.owed, transactionId);
    if (promo > 0n) await this.referrals.creditReturned(tx, row.callerId);
    const sent =
      order.isToCard === true
        ? await this.toCards.sendOn(tx, {
            refundId,
            personId: row.callerId,
            currency: row.currency,
            amount: wallet,
            reason: order.reason,
            requestedBy: order.requestedBy,
            settlementId: row.settlementId!,
            earlier: sentIdsOf(await refundsOf(tx, row.id)),
          })
        : undefined;
    const [saved] = await rowsOf<RefundRow>(
      tx,
      `insert into app.refund (licensee_id, id, call_id, idempotency_key, requested_by, rule, reason, amount, currency, wallet_amount, promo_amount,
         advisor_amount, licensee_amount, operator_amount, tax_amount, transaction_id, created_at, to_card, wallet_refund_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) returning *`,
      [
        row.licenseeId,
        refundId,
        row.id,
        order.key,
        order.requestedBy,
        order.rule,
        order.reason,
        order.amount,
        row.currency,
        wallet,
        promo,
        advisor,
        licensee,
        operator,
        tax,
        transactionId,
        tx.now,
        order.isToCard === true,
        sent?.id ?? null,
      ],
    );
    if (order.amount === left.totalMinor) await endRatingOf(tx, row.id);
    await this.outbox.add(tx, CallRefunded, {
      ...partiesOf(row),
      refundId,
      amountMinor: toJsonMinor(order.amount),
      toCardMinor: toJsonMinor(sent?.amount ?? 0n),
      currency: row.currency,
    });
    if (order.rule !== 'platform_fault')
      await this.complaints.refunded(tx, call, {
        by: order.rule === 'advisor' ? 'advisor' : 'staff',
        personId: order.requestedBy!,
        amount: order.amount,
        reason: order.reason,
        isEverything: order.amount === left.totalMinor,
        isDecision: order.rule === 'complaint',
        ...(order.note === undefined ? {} : { note: order.note }),
      });
    return saved!;
  }
}
