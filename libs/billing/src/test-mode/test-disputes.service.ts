import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, addSeconds, rowsOf } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { DisputeDesk } from '../disputes/dispute-desk.service.js';
import { type DisputeFacts, Disputes } from '../disputes/disputes.js';
import { DisputeNotOpen } from '../disputes/disputes.problems.js';
import { DisputesService } from '../disputes/disputes.service.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { testDisputeOf } from './simulated-disputes.js';
import type { CreateTestDispute, DecideTestDispute, TestDisputeView } from './test-disputes.dto.js';
import { TopUpNotDisputable } from './test-disputes.problems.js';

const SECONDS_TO_ANSWER = 10 * 86_400;

interface Disputable {
  readonly status: string;
  readonly paymentIntentId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly disputed: bigint;
  readonly disputes: number;
}

/** Does in test mode what payers and their banks do: asks a payment back, and decides (features.md N13). What follows from it is the product's own. */
@Injectable()
export class TestDisputes {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly disputes: DisputesService,
    private readonly bank: Disputes,
    private readonly desk: DisputeDesk,
    private readonly contexts: StripeContexts,
    private readonly mirror: CashMirrorService,
  ) {}

  /** @throws TestModeOnly, NotFound, TopUpNotDisputable */
  async create(
    ctx: Context,
    { topUpId, amountMinor, reason = 'fraudulent' }: CreateTestDispute,
  ): Promise<TestDisputeView> {
    const topUp = await this.topUpOf(ctx, topUpId); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    const left = topUp.amount - topUp.disputed;
    const amount = amountMinor === undefined ? left : BigInt(amountMinor);
    if (topUp.status !== 'credited' || amount > left || amount === 0n) throw new TopUpNotDisputable(topUp.status, left);
    return this.tell(ctx, {
      disputeId: testDisputeOf(topUpId, topUp.disputes + 1),
      paymentIntentId: topUp.paymentIntentId ?? undefined,
      amountMinor: amount,
      currency: topUp.currency,
      reason,
      status: 'needs_response',
      evidenceDueAt: addSeconds(await this.db.now(ctx), SECONDS_TO_ANSWER),
    });
  }

  /** @throws TestModeOnly, NotFound, DisputeNotOpen */
  async decide(ctx: Context, id: string, { outcome }: DecideTestDispute): Promise<TestDisputeView> {
    const row = await this.rowOf(ctx, 'id', id);
    await this.twins.assertTwin(ctx);
    if (row.outcome === 'won' || row.outcome === outcome) throw new DisputeNotOpen(row.status);
    const facts = await this.bank.dispute(await this.contexts.of(ctx), row.stripe_dispute_id);
    return this.tell(ctx, { ...facts, status: outcome });
  }

  /** What an event of the bank sets going, with the line that it has at the provider. */
  private async tell(ctx: Context, facts: DisputeFacts): Promise<TestDisputeView> {
    await this.disputes.apply(ctx, facts);
    await this.mirror.pullSource(await this.contexts.of(ctx), facts.disputeId);
    const { id } = await this.rowOf(ctx, 'stripe_dispute_id', facts.disputeId);
    return { ...(await this.desk.show(ctx, id)), livemode: false };
  }

  private async topUpOf(ctx: Context, id: string): Promise<Disputable> {
    const [topUp] = await this.db.read(ctx, (tx) =>
      rowsOf<Disputable>(
        tx,
        `select t.status, t.payment_intent_id as "paymentIntentId", t.amount, t.currency,
                coalesce(sum(d.amount) filter (where d.outcome is distinct from 'won'), 0)::bigint as disputed, count(d.id)::int as disputes
           from app.top_up t left join app.dispute d on d.licensee_id = t.licensee_id and d.top_up_id = t.id
          where t.licensee_id = $1 and t.id = $2 group by t.licensee_id, t.id`,
        [ctx.licenseeId, id],
      ),
    );
    if (!topUp) throw new NotFound();
    return topUp;
  }

  private async rowOf(
    ctx: Context,
    column: 'id' | 'stripe_dispute_id',
    value: string,
  ): Promise<{ id: string; stripe_dispute_id: string; status: string; outcome: string | null }> {
    const [row] = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string; stripe_dispute_id: string; status: string; outcome: string | null }>(
        tx,
        `select id, stripe_dispute_id, status, outcome from app.dispute where licensee_id = $1 and ${column} = $2`,
        [ctx.licenseeId, value],
      ),
    );
    if (!row) throw new NotFound();
    return row;
  }
}
