import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  Forbidden,
  InvalidRequest,
  NotFound,
  type Tx,
  actingOf,
  expansionsOf,
  holderOf,
  idempotencyKeyOf,
  publicId,
  recordAudit,
  toJsonMinor,
} from '@app/kernel';
import { Ledger, RefundsToCards, WalletsService } from '@app/billing';
import {
  type CallMoneyView,
  type PreviewRefund,
  REFUND_EXPANSIONS,
  type RefundCall,
  type RefundPreviewView,
  type RefundView,
} from '../calls.dto.js';
import { IllegalTransition } from '../calls.problems.js';
import { type LoadedCall, lockCall, readCall } from '../calls.queries.js';
import { ComplaintRules } from '../complaints/complaint-rules.service.js';
import { splitPrice } from '../pricing.js';
import { CallRefunds } from './call-refunds.service.js';
import { type RefundRow, refundByKey, refundsOf, sentIdsOf } from './refund-rows.js';
import { partsOf, priceOfLast } from './refund-shares.js';
import { jsonSplit, refundView, sponsoredView } from './refund-views.js';

/** Who may send money to cards: nobody else may give back unspent money either. */
const SENDS_TO_CARDS: readonly string[] = ['owner', 'admin', 'finance'];

/** Refunds that people ask for, and what they see of them. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly refunds: CallRefunds,
    private readonly toCards: RefundsToCards,
    private readonly rules: ComplaintRules,
    private readonly expandables: Expandables,
  ) {}

  /**
   * Refund by staff, or by the advisor of the call where the licensee lets them [I15], of a part or of all that is left. The call's row is locked first, so that
   * refunds of one call come one after the other and never pass its price. Staff may send the money on to the cards in the same step.
   * @throws NotFound, Forbidden, IllegalTransition, RefundAboveRemainder, AdvisorRefundsOff, AdvisorRefundTooLate, UnknownExpansion, ApiKeyScopeMissing
   */
  async refund(ctx: Context, callId: string, input: RefundCall, expand?: string): Promise<RefundView> {
    const withCall = expansionsOf(expand, REFUND_EXPANSIONS).has('call');
    return this.db.transaction(ctx, async (tx) => {
      const expanded = async (shown: RefundView): Promise<RefundView> =>
        withCall ? { ...shown, call: (await this.expandables.load(tx, 'call', [callId])).get(callId)! } : shown;
      const call = await lockCall(tx, callId);
      const isOwn = assertOwn(ctx, call);
      const { personId, role } = actingOf(ctx);
      const isToCard = input.to === 'card';
      if (isToCard && !SENDS_TO_CARDS.includes(role))
        throw new Forbidden('Only an owner, an admin or finance can send money to a card. Refund it to the wallet.');
      const key = `${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`;
      const before = await refundByKey(tx, callId, key);
      if (before) return expanded(await this.show(tx, before));
      const left = await this.refunds.remainder(tx, call);
      if (isOwn) await this.rules.assertAdvisorMayRefund(tx, call.row);
      const amount = input.amountMinor === undefined ? left.totalMinor : BigInt(input.amountMinor);
      const row = await this.refunds.post(tx, call, left, {
        amount,
        key,
        rule: isOwn ? 'advisor' : 'staff',
        reason: input.reason,
        requestedBy: personId,
        isToCard,
      });
      const shown = await this.show(tx, row);
      if (!isOwn)
        await recordAudit(tx, {
          action: 'call.refunded',
          subject: { kind: 'call', id: publicId('call', callId) },
          after: {
            amountMinor: toJsonMinor(amount),
            currency: call.row.currency,
            ...(shown.toCard && { toCardMinor: shown.toCard.cardMinor }),
          },
          reason: input.reason,
        });
      await this.wallets.changed(tx, call.row.callerId);
      return expanded(shown);
    });
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
      const left = await this.refunds.remainder(tx, call);
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
        cardMinor: toJsonMinor(
          await this.toCards.couldSendOn(tx, call.row.callerId, call.row.currency, parts.walletMinor),
        ),
        split: jsonSplit(parts),
        remainderMinor: toJsonMinor(left.totalMinor),
      };
    });
  }

  /** Every cent of a call and its way to the four parties [J21]. */
  async money(ctx: Context, callId: string): Promise<CallMoneyView> {
    return this.db.read(ctx, async (tx) => {
      const { row, state } = await readCall(tx, callId);
      if (row.priceMinor === null) throw new IllegalTransition('accounted', row.status);
      const taken = row.settlementId === null ? { promo: 0n } : await this.ledger.takenFrom(tx, row.settlementId);
      const refunds = await refundsOf(tx, callId);
      const sent = await this.toCards.ofIds(tx, sentIdsOf(refunds));
      return {
        callId: publicId('call', row.id),
        currency: row.currency,
        priceMinor: toJsonMinor(row.priceMinor),
        split: jsonSplit(splitPrice(state.terms, row.priceMinor, taken.promo)),
        transactionId: row.settlementId === null ? null : publicId('transaction', row.settlementId),
        promoCostMinor: toJsonMinor(row.promoCostMinor),
        sponsored: sponsoredView(row, state.terms),
        refunds: refunds.map((refund) => refundView(refund, sent)),
      };
    });
  }

  private async show(tx: Tx, row: RefundRow): Promise<RefundView> {
    return refundView(row, await this.toCards.ofIds(tx, sentIdsOf([row])));
  }
}

/** An advisor refunds calls of their own; of others there is nothing here. @returns whether an advisor asks */
function assertOwn(ctx: Context, { row }: LoadedCall): boolean {
  const { personId, role } = actingOf(ctx);
  if (role !== 'advisor') return false;
  if (row.advisorPersonId !== personId) throw new NotFound();
  return true;
}
