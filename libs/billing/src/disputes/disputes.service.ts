import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  type Context,
  Db,
  Outbox,
  type Tx,
  log,
  newId,
  personOf,
  rowsOf,
  toJsonMinor,
  instancesOf,
  updateRow,
} from '@app/kernel';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { type Leg, Ledger, reversed } from '../ledger/ledger.js';
import { type Bearer, MoneyRulesService } from '../money-rules.service.js';
import { PayeeDebts } from '../payouts/payee-debts.js';
import { Referrals } from '../referrals/referrals.service.js';
import { finishEvent } from '../stripe/inbox.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { WalletsService } from '../wallets.service.js';
import { DisputeClosed, DisputeOpened } from './disputes.events.js';
import { type DisputeFacts, Disputes } from './disputes.js';
import { EvidenceSource } from './evidence-source.js';
import { FraudWarnings } from './fraud-warnings.service.js';
import { OtherDisputes } from './other-disputes.js';

export interface DisputeRow {
  id: string;
  stripe_dispute_id: string;
  top_up_id: string;
  person_id: string;
  amount: bigint;
  currency: string;
  reason: string;
  status: string;
  outcome: 'won' | 'lost' | null;
  frozen_amount: bigint;
  evidence_due_at: Date | null;
  evidence_revision: number;
  evidence_sent_at: Date | null;
  lost_transaction_id: string | null;
  borne_transaction_id: string | null;
  created_at: Date;
  closed_at: Date | null;
}

type Step =
  'opened' | 'frozen' | 'status' | 'evidence_sent' | 'accepted' | 'won' | 'lost' | 'unfrozen' | 'borne' | 'reopened';

/** Stripe's statuses that end a dispute in our favour; `lost` ends it the other way, until an appeal. */
const WON = new Set(['won', 'warning_closed', 'prevented']);

/**
 * Payments that a bank takes back. What is left of the money in the wallet is frozen at once; the cash is posted by the lines at Stripe; in the end the money
 * is released, or lost and borne by whom the licence names. A wallet never goes below zero: what was spent already is somebody's debt [J13, J14, D27].
 */
@Injectable()
export class DisputesService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly rules: MoneyRulesService,
    private readonly debts: PayeeDebts,
    private readonly disputes: Disputes,
    private readonly contexts: StripeContexts,
    private readonly mirror: CashMirrorService,
    private readonly referrals: Referrals,
    private readonly warnings: FraudWarnings,
    private readonly outbox: Outbox,
    private readonly discovery: DiscoveryService,
  ) {}

  @OnStripe([
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ])
  async onDispute(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    const facts = await this.disputes.dispute(context, event.objectId);
    if (!(await this.isOthers(ctx, facts, event.id))) await this.apply(ctx, facts, event.id);
    await this.mirror.pullSource(context, facts.disputeId);
  }

  /** Whether a module took it as its own. */
  async isOthers(ctx: Context, facts: DisputeFacts, eventId?: string): Promise<boolean> {
    for (const others of instancesOf(this.discovery, OtherDisputes))
      if (await others.apply(ctx, facts, eventId)) return true;
    return false;
  }

  /** What Stripe says now. */
  async apply(ctx: Context, facts: DisputeFacts, eventId?: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.findOrOpen(tx, facts);
      if (row) await this.follow(tx, row, facts);
      else log.error({ disputeId: facts.disputeId }, 'a dispute of a payment that is not ours');
      if (eventId !== undefined)
        await finishEvent(tx, eventId, row ? 'done' : 'ignored', row ? null : 'no payment of ours');
    });
  }

  /** A step of the record, by somebody or by Stripe. */
  async step(
    tx: Tx,
    disputeId: string,
    step: Step,
    detail: string | null = null,
    amount: bigint | null = null,
  ): Promise<void> {
    const by = tx.ctx.actor.kind === 'person' ? personOf(tx.ctx).personId : null;
    await rowsOf(
      tx,
      `insert into app.dispute_step (licensee_id, id, dispute_id, at, step, detail, amount, by_person_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tx.ctx.licenseeId, newId(), disputeId, tx.now, step, detail, amount, by],
    );
  }

  async lock(tx: Tx, stripeDisputeId: string): Promise<DisputeRow | undefined> {
    const [row] = await rowsOf<DisputeRow>(
      tx,
      'select * from app.dispute where licensee_id = $1 and stripe_dispute_id = $2 for no key update',
      [tx.ctx.licenseeId, stripeDisputeId],
    );
    return row;
  }

  private async findOrOpen(tx: Tx, facts: DisputeFacts): Promise<DisputeRow | undefined> {
    const known = await this.lock(tx, facts.disputeId);
    if (known) return known;
    const [topUp] = await rowsOf<{ id: string; person_id: string }>(
      tx,
      'select id, person_id from app.top_up where licensee_id = $1 and payment_intent_id = $2',
      [tx.ctx.licenseeId, facts.paymentIntentId ?? ''],
    );
    if (!topUp) return undefined;
    const [made] = await rowsOf<DisputeRow>(
      tx,
      `insert into app.dispute (licensee_id, id, stripe_dispute_id, top_up_id, person_id, amount, currency, reason, status, evidence_due_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (licensee_id, stripe_dispute_id) do nothing returning *`,
      [
        tx.ctx.licenseeId,
        newId(),
        facts.disputeId,
        topUp.id,
        topUp.person_id,
        facts.amountMinor,
        facts.currency,
        facts.reason,
        facts.status,
        facts.evidenceDueAt,
        tx.now,
      ],
    );
    // Another event of the same dispute was quicker.
    if (!made) return this.lock(tx, facts.disputeId);
    await rowsOf(
      tx,
      'update app.top_up set disputed_at = coalesce(disputed_at, $3) where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, topUp.id, tx.now],
    );
    await this.step(tx, made.id, 'opened', facts.reason, facts.amountMinor);
    await this.outbox.add(tx, DisputeOpened, factOf(made));
    await this.referrals.lock(tx, made.person_id);
    return { ...made, frozen_amount: await this.freeze(tx, made) };
  }

  private async follow(tx: Tx, row: DisputeRow, facts: DisputeFacts): Promise<void> {
    if (facts.status !== row.status) await this.step(tx, row.id, 'status', facts.status);
    await this.write(tx, row.id, { status: facts.status, evidence_due_at: facts.evidenceDueAt });
    if (WON.has(facts.status)) {
      if (row.outcome === 'lost') await this.undoLoss(tx, row);
      if (row.outcome !== 'won') await this.win(tx, row);
    } else if (facts.status === 'lost') {
      if (row.outcome === null) await this.lose(tx, row);
    } else if (row.outcome === 'lost') {
      // An appeal: the loss stands until the bank decides again.
      await this.step(tx, row.id, 'reopened', facts.status);
    }
  }

  /**
   * Takes what is left of the money out of reach, never more than there is [P8z of docs/money.md]. What a warning has frozen or paid back already is neither
   * frozen again nor looked for in other money.
   */
  private async freeze(tx: Tx, row: DisputeRow): Promise<bigint> {
    const most = min(row.amount, await this.notRefunded(tx, row.top_up_id));
    const before = await this.warnings.handOver(tx, row.top_up_id, most);
    const wallet = await this.wallets.open(tx, row.person_id, row.currency);
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const more = min(free, most - before);
    const amount = before + (more > 0n ? more : 0n);
    if (amount <= 0n) return 0n;
    if (more > 0n)
      await this.ledger.post(tx, {
        kind: 'freeze',
        currency: row.currency,
        key: `dispute:${row.id}:freeze`,
        legs: [
          { accountId: wallet, amount: -more },
          { accountId: await this.frozenOf(tx, row), amount: more },
        ],
        refId: row.id,
      });
    await this.write(tx, row.id, { frozen_amount: amount });
    await this.step(tx, row.id, 'frozen', null, amount);
    await this.wallets.changed(tx, row.person_id);
    return amount;
  }

  private async notRefunded(tx: Tx, topUpId: string): Promise<bigint> {
    const [row] = await rowsOf<{ amount: bigint }>(
      tx,
      `select (t.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p
                where p.licensee_id = $1 and p.top_up_id = t.id and p.status <> 'failed'), 0))::bigint as amount
         from app.top_up t where t.licensee_id = $1 and t.id = $2`,
      [tx.ctx.licenseeId, topUpId],
    );
    return row!.amount;
  }

  /** The bank gave the money back, or never took it: what was frozen is free again [P9z]. */
  private async win(tx: Tx, row: DisputeRow): Promise<void> {
    if (row.frozen_amount > 0n) {
      await this.ledger.post(tx, {
        kind: 'unfreeze',
        currency: row.currency,
        key: `dispute:${row.id}:unfreeze`,
        legs: [
          { accountId: await this.frozenOf(tx, row), amount: -row.frozen_amount },
          { accountId: await this.wallets.open(tx, row.person_id, row.currency), amount: row.frozen_amount },
        ],
        refId: row.id,
      });
      await this.step(tx, row.id, 'unfrozen', null, row.frozen_amount);
      await this.wallets.changed(tx, row.person_id);
    }
    await rowsOf(
      tx,
      `update app.top_up t set disputed_at = null where t.licensee_id = $1 and t.id = $2
          and not exists (select 1 from app.dispute d where d.licensee_id = $1 and d.top_up_id = $2 and d.id <> $3 and d.outcome is distinct from 'won')`,
      [tx.ctx.licenseeId, row.top_up_id, row.id],
    );
    await this.close(tx, row, 'won');
  }

  /** The money is gone: first what was frozen, the rest by whom the licence names [P10, P10w]. */
  private async lose(tx: Tx, row: DisputeRow): Promise<void> {
    await this.referrals.lock(tx, row.person_id);
    const spent = row.amount - row.frozen_amount;
    const house = await this.ledger.house(tx, row.currency, 'user_debt', 'dispute_held');
    const lost = await this.ledger.post(tx, {
      kind: 'dispute_lost',
      currency: row.currency,
      key: `dispute:${row.id}:lost`,
      legs: [
        { accountId: await this.frozenOf(tx, row), amount: -row.frozen_amount },
        { accountId: house.user_debt, amount: -spent },
        { accountId: house.dispute_held, amount: row.amount },
      ],
      refId: row.id,
    });
    await this.write(tx, row.id, { lost_transaction_id: lost });
    if (spent > 0n) {
      const { disputeBearer } = await this.rules.of(tx);
      const { legs, debts } = await this.bear(tx, row, disputeBearer, 'dispute_loss', spent);
      const borne = await this.ledger.post(tx, {
        kind: 'write_off',
        currency: row.currency,
        key: `dispute:${row.id}:borne`,
        legs: [...legs, { accountId: house.user_debt, amount: spent }],
        refId: row.id,
      });
      for (const debt of debts) await this.debts.record(tx, debt.advisorId, row.currency, debt.owed, borne);
      await this.write(tx, row.id, { borne_transaction_id: borne });
      await this.step(tx, row.id, 'borne', disputeBearer, spent);
    }
    await this.wallets.changed(tx, row.person_id);
    await this.close(tx, row, 'lost');
    await this.referrals.paymentLost(tx, row.person_id, row.top_up_id, 'dispute_lost');
  }

  /** An appeal was won: the postings of the loss are reversed; a debt that was written down for it is closed. */
  private async undoLoss(tx: Tx, row: DisputeRow): Promise<void> {
    if (row.borne_transaction_id !== null) await this.debts.cancel(tx, row.borne_transaction_id, row.id);
    for (const id of [row.borne_transaction_id, row.lost_transaction_id]) {
      if (id === null) continue;
      await this.ledger.post(tx, {
        kind: 'reversal',
        currency: row.currency,
        key: `dispute:${row.id}:reverse:${id}`,
        legs: reversed(await this.ledger.legsOf(tx, id)),
        refId: row.id,
        reversesId: id,
      });
    }
  }

  /**
   * Legs that put a cost on its bearer. An advisor bears at most what they earned from this person since the payment, the newest call first; the licensee bears
   * the rest.
   */
  async bear(
    tx: Tx,
    row: Pick<DisputeRow, 'person_id' | 'currency' | 'top_up_id'>,
    bearer: Bearer,
    expense: 'dispute_loss' | 'dispute_fee',
    amount: bigint,
  ): Promise<{ legs: Leg[]; debts: { advisorId: string; owed: bigint }[] }> {
    const house = await this.ledger.house(tx, row.currency, 'licensee_payable', expense);
    if (bearer === 'operator') return { legs: [{ accountId: house[expense], amount: -amount }], debts: [] };
    const legs: Leg[] = [];
    const debts: { advisorId: string; owed: bigint }[] = [];
    let left = amount;
    if (bearer === 'advisor') {
      const shares = new Map<string, bigint>();
      for (const { advisorId, amountMinor } of await this.earners(tx, row)) {
        if (left === 0n) break;
        const part = amountMinor < left ? amountMinor : left;
        left -= part;
        shares.set(advisorId, (shares.get(advisorId) ?? 0n) + part);
      }
      for (const [advisorId, part] of shares) {
        const taken = await this.debts.take(tx, advisorId, row.currency, part, []);
        legs.push(...taken.legs);
        debts.push({ advisorId, owed: taken.owed });
      }
    }
    legs.push({ accountId: house.licensee_payable, amount: -left });
    return { legs: merged(legs), debts };
  }

  private async earners(
    tx: Tx,
    row: Pick<DisputeRow, 'person_id' | 'top_up_id'>,
  ): ReturnType<EvidenceSource['earnersSince']> {
    const [paid] = await rowsOf<{ created_at: Date }>(
      tx,
      'select created_at from app.top_up where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, row.top_up_id],
    );
    return this.source().earnersSince(tx, row.person_id, paid!.created_at);
  }

  /** The module that knows what money was used for. */
  source(): EvidenceSource {
    const [found] = instancesOf(this.discovery, EvidenceSource);
    if (!found) throw new Error('No module says what money was used for');
    return found;
  }

  private frozenOf(tx: Tx, row: DisputeRow): Promise<string> {
    return this.ledger.openAccount(tx, 'wallet_frozen', row.person_id, row.currency);
  }

  private async close(tx: Tx, row: DisputeRow, outcome: 'won' | 'lost'): Promise<void> {
    await this.write(tx, row.id, { outcome, closed_at: tx.now });
    await this.step(tx, row.id, outcome);
    await this.outbox.add(tx, DisputeClosed, { ...factOf(row), outcome });
  }

  async write(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'dispute', { id }, columns);
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** A posting names an account once. */
function merged(legs: readonly Leg[]): Leg[] {
  const sums = new Map<string, bigint>();
  for (const { accountId, amount } of legs) sums.set(accountId, (sums.get(accountId) ?? 0n) + amount);
  return [...sums].map(([accountId, amount]) => ({ accountId, amount }));
}

const factOf = (row: DisputeRow) => ({
  disputeId: row.id,
  personId: row.person_id,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
});
