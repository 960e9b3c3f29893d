import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  Forbidden,
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
import {
  Ledger,
  PayeeDebts,
  PromoSponsors,
  Referrals,
  RefundsToCards,
  type SentOnView,
  type WalletRefundView,
  WalletsService,
} from '@app/billing';
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
  to_card: boolean;
  wallet_refund_id: string | null;
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
  /** On to the cards, what they can take of it. */
  readonly isToCard?: boolean;
}

/** Who may send money to cards: nobody else may give back unspent money either. */
const SENDS_TO_CARDS: readonly string[] = ['owner', 'admin', 'finance'];

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
    private readonly toCards: RefundsToCards,
    private readonly sponsors: PromoSponsors,
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
      const before = await this.byKey(tx, callId, key);
      if (before) return expanded(await this.show(tx, before));
      const left = await this.remainder(tx, call);
      if (isOwn) await this.rules.assertAdvisorMayRefund(tx, call.row);
      const amount = input.amountMinor === undefined ? left.totalMinor : BigInt(input.amountMinor);
      const row = await this.post(tx, call, left, {
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
        cardMinor: toJsonMinor(
          await this.toCards.couldSendOn(tx, call.row.callerId, call.row.currency, parts.walletMinor),
        ),
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
      const refunds = await this.refundsOf(tx, callId);
      const sent = await this.toCards.ofIds(tx, sentIdsOf(refunds));
      return {
        callId: publicId('call', row.id),
        currency: row.currency,
        priceMinor: toJsonMinor(row.priceMinor),
        split: jsonSplit(splitPrice(state.terms, row.priceMinor, taken.promo)),
        transactionId: row.settlementId === null ? null : publicId('transaction', row.settlementId),
        promoCostMinor: toJsonMinor(row.promoCostMinor),
        sponsored: sponsoredView(row, state.terms),
        refunds: refunds.map((refund) => view(refund, sent)),
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
            earlier: sentIdsOf(await this.refundsOf(tx, row.id)),
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

  private async show(tx: Tx, row: RefundRow): Promise<RefundView> {
    return view(row, await this.toCards.ofIds(tx, sentIdsOf([row])));
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

const sentIdsOf = (refunds: readonly RefundRow[]): string[] =>
  refunds.flatMap(({ wallet_refund_id: id }) => (id === null ? [] : [id]));

/** What became of a refund to the cards: a part that failed is in the wallet again. */
function sentOnOf(row: RefundRow, sent: ReadonlyMap<string, WalletRefundView>): SentOnView | null {
  if (!row.to_card) return null;
  const refund = row.wallet_refund_id === null ? undefined : sent.get(row.wallet_refund_id);
  const parts = refund?.parts ?? [];
  const cardMinor = parts.reduce((sum, part) => sum + (part.status === 'failed' ? 0 : part.amountMinor), 0);
  return {
    walletRefundId: refund?.id ?? null,
    cardMinor,
    walletMinor: toJsonMinor(row.amount) - cardMinor,
    parts,
  };
}

const view = (row: RefundRow, sent: ReadonlyMap<string, WalletRefundView>): RefundView => ({
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
  toCard: sentOnOf(row, sent),
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
