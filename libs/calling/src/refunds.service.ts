import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  InvalidRequest,
  NotFound,
  Outbox,
  type Tx,
  actingOf,
  expansionsOf,
  holderOf,
  idempotencyKeyOf,
  newId,
  publicId,
  recordAudit,
  rowsOf,
  split,
  toJsonMinor,
} from '@app/kernel';
import { Ledger, PayeeDebts, Referrals, WalletsService } from '@app/billing';
import { connectedSeconds } from './call-machine.js';
import type { Call } from './call.entity.js';
import {
  type CallMoneyView,
  type PreviewRefund,
  REFUND_EXPANSIONS,
  type RefundCall,
  type RefundPreviewView,
  type RefundView,
  type SponsoredView,
} from './calls.dto.js';
import { CallRefunded, partiesOf } from './calls.events.js';
import { IllegalTransition, RefundAboveRemainder } from './calls.problems.js';
import { type LoadedCall, lockCall, readCall } from './calls.queries.js';
import { ComplaintRecords } from './complaints/complaint-records.js';
import { ComplaintRules } from './complaints/complaint-rules.service.js';
import { endRatingOf } from './ratings.queries.js';
import { type Split, type Terms, priceOf, servedPrice, splitPrice, splitSponsored } from './pricing.js';

interface RefundRow {
  id: string;
  call_id: string;
  amount: bigint;
  currency: string;
  wallet_amount: bigint;
  promo_amount: bigint;
  advisor_amount: bigint;
  licensee_amount: bigint;
  operator_amount: bigint;
  tax_amount: bigint;
  reason: string;
  transaction_id: string;
}

/** What is left of a settled price, by who paid and who got it. */
interface Remainder extends Split {
  readonly walletMinor: bigint;
  readonly promoMinor: bigint;
  readonly totalMinor: bigint;
}

interface RefundOrder {
  readonly amount: bigint;
  readonly key: string;
  readonly rule: 'staff' | 'advisor' | 'complaint' | 'platform_fault';
  readonly reason: string;
  readonly requestedBy: string | null;
  /** For staff only, in the complaint that the refund is about. */
  readonly note?: string;
}

/** Gives a price back to the wallet. Every share is reversed in proportion to what is left of it, so that a full refund takes back exactly what was given [K4]. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly outbox: Outbox,
    private readonly debts: PayeeDebts,
    private readonly rules: ComplaintRules,
    private readonly complaints: ComplaintRecords,
    private readonly referrals: Referrals,
    private readonly expandables: Expandables,
  ) {}

  /**
   * Refund by staff, or by the advisor of the call where the licensee lets them [I15], of a part or of all that is left. The call's row is locked first, so that
   * refunds of one call come one after the other and never pass its price.
   * @throws NotFound, IllegalTransition, RefundAboveRemainder, AdvisorRefundsOff, AdvisorRefundTooLate, UnknownExpansion, ApiKeyScopeMissing, Forbidden
   */
  async refund(ctx: Context, callId: string, input: RefundCall, expand?: string): Promise<RefundView> {
    const withCall = expansionsOf(expand, REFUND_EXPANSIONS).has('call');
    return this.db.transaction(ctx, async (tx) => {
      const shown = async (row: RefundRow): Promise<RefundView> =>
        withCall ? { ...view(row), call: (await this.expandables.load(tx, 'call', [callId])).get(callId)! } : view(row);
      const call = await lockCall(tx, callId);
      const isOwn = assertOwn(ctx, call);
      const { personId } = actingOf(ctx);
      const key = `${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`;
      const before = await this.byKey(tx, callId, key);
      if (before) return shown(before);
      const left = await this.remainder(tx, call);
      if (isOwn) await this.rules.assertAdvisorMayRefund(tx, call.row);
      const amount = input.amountMinor === undefined ? left.totalMinor : BigInt(input.amountMinor);
      const row = await this.post(tx, call, left, {
        amount,
        key,
        rule: isOwn ? 'advisor' : 'staff',
        reason: input.reason,
        requestedBy: personId,
      });
      if (!isOwn)
        await recordAudit(tx, {
          action: 'call.refunded',
          subject: { kind: 'call', id: publicId('call', callId) },
          after: { amountMinor: toJsonMinor(amount), currency: call.row.currency },
          reason: input.reason,
        });
      await this.wallets.changed(tx, call.row.callerId);
      return shown(row);
    });
  }

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

  /**
   * Who would bear a refund: the same sums as {@link refund}, and nothing is moved [L9].
   * @throws NotFound, IllegalTransition, RefundAboveRemainder
   */
  async preview(ctx: Context, callId: string, input: PreviewRefund): Promise<RefundPreviewView> {
    if (input.amountMinor !== undefined && input.minutes !== undefined)
      throw new InvalidRequest([{ pointer: '/minutes', detail: 'must be left out when there is an amount' }]);
    return this.db.read(ctx, async (tx) => {
      const call = await readCall(tx, callId);
      assertOwn(ctx, call);
      const left = await this.remainder(tx, call);
      const amount =
        input.minutes !== undefined
          ? priceOfLast(call, input.minutes)
          : input.amountMinor === undefined
            ? left.totalMinor
            : BigInt(input.amountMinor);
      const parts = partsOf(amount, left);
      return {
        currency: call.row.currency,
        amountMinor: toJsonMinor(amount),
        paidMinor: toJsonMinor(parts.walletMinor),
        promoMinor: toJsonMinor(parts.promoMinor),
        split: jsonSplit(parts),
        remainderMinor: toJsonMinor(left.totalMinor),
      };
    });
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

  /** Every cent of a call and its way to the four parties [J21]. */
  async money(ctx: Context, callId: string): Promise<CallMoneyView> {
    return this.db.read(ctx, async (tx) => {
      const { row, state } = await readCall(tx, callId);
      if (row.priceMinor === null) throw new IllegalTransition('accounted', row.status);
      const taken = row.settlementId === null ? { promo: 0n } : await this.ledger.takenFrom(tx, row.settlementId);
      return {
        callId: publicId('call', row.id),
        currency: row.currency,
        priceMinor: toJsonMinor(row.priceMinor),
        split: jsonSplit(splitPrice(state.terms, row.priceMinor, taken.promo)),
        transactionId: row.settlementId === null ? null : publicId('transaction', row.settlementId),
        sponsored: sponsoredView(row, state.terms),
        refunds: (await this.refundsOf(tx, callId)).map(view),
      };
    });
  }

  private async remainder(tx: Tx, { row, state }: LoadedCall): Promise<Remainder> {
    if (row.settlementId === null || row.priceMinor === null) throw new IllegalTransition('refunded', row.status);
    const taken = await this.ledger.takenFrom(tx, row.settlementId);
    const parts = splitPrice(state.terms, row.priceMinor, taken.promo);
    const refunds = await this.refundsOf(tx, row.id);
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

  private async post(tx: Tx, call: LoadedCall, left: Remainder, order: RefundOrder): Promise<RefundRow> {
    const { row } = call;
    const parts = partsOf(order.amount, left);
    const { walletMinor: wallet, promoMinor: promo } = parts;
    const { advisorMinor: advisor, licenseeMinor: licensee, operatorMinor: operator, taxMinor: tax } = parts;
    const account = (kind: 'wallet' | 'promo'): Promise<string> =>
      this.ledger.openAccount(tx, kind, row.callerId, row.currency);
    const [walletId, promoId] = [await account('wallet'), await account('promo')];
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
    const [saved] = await rowsOf<RefundRow>(
      tx,
      `insert into app.refund (licensee_id, id, call_id, idempotency_key, requested_by, rule, reason, amount, currency, wallet_amount, promo_amount,
         advisor_amount, licensee_amount, operator_amount, tax_amount, transaction_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning *`,
      [
        row.licenseeId,
        newId(),
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
      ],
    );
    if (order.amount === left.totalMinor) await endRatingOf(tx, row.id);
    await this.outbox.add(tx, CallRefunded, {
      ...partiesOf(row),
      refundId: saved!.id,
      amountMinor: toJsonMinor(order.amount),
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

  private async byKey(tx: Tx, callId: string, key: string): Promise<RefundRow | undefined> {
    const [row] = await rowsOf<RefundRow>(
      tx,
      'select * from app.refund where licensee_id = $1 and call_id = $2 and idempotency_key = $3',
      [tx.ctx.licenseeId, callId, key],
    );
    return row;
  }

  private refundsOf(tx: Tx, callId: string): Promise<RefundRow[]> {
    return rowsOf<RefundRow>(tx, 'select * from app.refund where licensee_id = $1 and call_id = $2 order by id', [
      tx.ctx.licenseeId,
      callId,
    ]);
  }
}

/** An advisor refunds calls of their own; of others there is nothing here. @returns whether an advisor asks */
function assertOwn(ctx: Context, { row }: LoadedCall): boolean {
  const { personId, role } = actingOf(ctx);
  if (role !== 'advisor') return false;
  if (row.advisorPersonId !== personId) throw new NotFound();
  return true;
}

/** Price of the last minutes, by the call's own terms: of a session, what was served of it in them. */
function priceOfLast({ row, state }: LoadedCall, minutes: number): bigint {
  const connected = connectedSeconds(state, state.endedAt!);
  const before = Math.max(0, connected - minutes * 60);
  if (!state.terms.session) return row.priceMinor! - priceOf(state.terms, before);
  return servedPrice(state.terms, connected) - servedPrice(state.terms, before);
}

/** An amount among those who paid and those who got it, in proportion to what is left of each. @throws RefundAboveRemainder */
function partsOf(amount: bigint, left: Remainder): Omit<Remainder, 'totalMinor'> {
  if (amount <= 0n || amount > left.totalMinor) {
    throw new RefundAboveRemainder(`At most ${left.totalMinor} minor units are left to refund.`, {
      remainderMinor: toJsonMinor(left.totalMinor),
    });
  }
  const [walletMinor, promoMinor] = split(amount, [left.walletMinor, left.promoMinor]) as [bigint, bigint];
  const [advisorMinor, licenseeMinor, operatorMinor, taxMinor] = split(amount, [
    left.advisorMinor,
    left.licenseeMinor,
    left.operatorMinor,
    left.taxMinor,
  ]) as [bigint, bigint, bigint, bigint];
  return { walletMinor, promoMinor, advisorMinor, licenseeMinor, operatorMinor, taxMinor };
}

const jsonSplit = (parts: Split): CallMoneyView['split'] => ({
  advisorMinor: toJsonMinor(parts.advisorMinor),
  licenseeMinor: toJsonMinor(parts.licenseeMinor),
  operatorMinor: toJsonMinor(parts.operatorMinor),
  taxMinor: toJsonMinor(parts.taxMinor),
});

const view = (row: RefundRow): RefundView => ({
  id: publicId('refund', row.id),
  callId: publicId('call', row.call_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  split: jsonSplit({
    advisorMinor: row.advisor_amount,
    licenseeMinor: row.licensee_amount,
    operatorMinor: row.operator_amount,
    taxMinor: row.tax_amount,
  }),
  reason: row.reason,
  transactionId: publicId('transaction', row.transaction_id),
});

const sponsoredView = (row: Call, terms: Terms): SponsoredView | null =>
  row.sponsoredSeconds === null || row.sponsoredMinor === null || row.sponsor === null
    ? null
    : {
        seconds: row.sponsoredSeconds,
        priceMinor: toJsonMinor(row.sponsoredMinor),
        sponsor: row.sponsor,
        split: jsonSplit(splitSponsored(terms, row.sponsor, row.sponsoredMinor)),
        transactionId: row.sponsorTransactionId === null ? null : publicId('transaction', row.sponsorTransactionId),
      };
