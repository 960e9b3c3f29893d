import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Tx,
  actingOf,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { MoneyRulesService } from '../money-rules.service.js';
import type { AdvisorReserveView, OwnReserveView, SetAdvisorReserve } from './advisor-reserves.dto.js';

/** What of payouts to an advisor is kept back, and for how long. */
export interface ReserveRule {
  readonly reserveBp: number;
  readonly reserveDays: number;
  /** Set for this advisor alone; null = the licensee's rule for all. */
  readonly reason: string | null;
}

/** The rolling reserve of one advisor by their risk, in place of the licensee's [J15]. It holds for payouts that are claimed from then on; what is kept already keeps its day. */
@Injectable()
export class AdvisorReserves {
  constructor(
    private readonly db: Db,
    private readonly rules: MoneyRulesService,
  ) {}

  /** The rule that holds for an advisor. */
  async of(tx: Tx, advisorId: string): Promise<ReserveRule> {
    const [own] = await rowsOf<ReserveRule>(
      tx,
      'select reserve_bp as "reserveBp", reserve_days as "reserveDays", reason from app.advisor_reserve where licensee_id = $1 and advisor_id = $2',
      [tx.ctx.licenseeId, advisorId],
    );
    if (own) return own;
    const { reserveBp, reserveDays } = await this.rules.of(tx);
    return { reserveBp, reserveDays, reason: null };
  }

  /** The caller's own, without why. @throws NotFound for somebody who is no advisor here */
  async showOwn(ctx: Context): Promise<OwnReserveView> {
    return this.db.read(ctx, async (tx) => {
      const [advisor] = await rowsOf<{ id: string }>(
        tx,
        'select id from app.advisor where licensee_id = $1 and person_id = $2',
        [ctx.licenseeId, personOf(ctx).personId],
      );
      if (!advisor) throw new NotFound();
      const { reserveBp, reserveDays, isOwn, kept } = await this.view(tx, advisor.id);
      return { reserveBp, reserveDays, isOwn, kept };
    });
  }

  /** @throws NotFound */
  async show(ctx: Context, advisorId: string): Promise<AdvisorReserveView> {
    return this.db.read(ctx, async (tx) => {
      await assertAdvisor(tx, advisorId);
      return this.view(tx, advisorId);
    });
  }

  /** @throws NotFound */
  async set(ctx: Context, advisorId: string, input: SetAdvisorReserve): Promise<AdvisorReserveView> {
    return this.db.transaction(ctx, async (tx) => {
      await assertAdvisor(tx, advisorId, 'for no key update');
      const before = await this.of(tx, advisorId);
      await rowsOf(
        tx,
        `insert into app.advisor_reserve (licensee_id, advisor_id, reserve_bp, reserve_days, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (licensee_id, advisor_id) do update set reserve_bp = excluded.reserve_bp, reserve_days = excluded.reserve_days, reason = excluded.reason,
           set_by = excluded.set_by, set_at = excluded.set_at`,
        [ctx.licenseeId, advisorId, input.reserveBp, input.reserveDays, input.reason, actingOf(ctx).personId, tx.now],
      );
      await this.audit(tx, advisorId, before, input.reason);
      return this.view(tx, advisorId);
    });
  }

  /** The licensee's rule holds again; the same again changes nothing. @throws NotFound */
  async clear(ctx: Context, advisorId: string): Promise<AdvisorReserveView> {
    return this.db.transaction(ctx, async (tx) => {
      await assertAdvisor(tx, advisorId, 'for no key update');
      const before = await this.of(tx, advisorId);
      if (before.reason !== null) {
        await rowsOf(tx, 'delete from app.advisor_reserve where licensee_id = $1 and advisor_id = $2', [
          ctx.licenseeId,
          advisorId,
        ]);
        await this.audit(tx, advisorId, before);
      }
      return this.view(tx, advisorId);
    });
  }

  private async audit(tx: Tx, advisorId: string, before: ReserveRule, reason?: string): Promise<void> {
    const after = await this.of(tx, advisorId);
    const shown = ({ reserveBp, reserveDays, reason: why }: ReserveRule) => ({
      reserveBp,
      reserveDays,
      isOwn: why !== null,
    });
    await recordAudit(tx, {
      action: 'advisor_reserve.changed',
      subject: { kind: 'advisor', id: publicId('advisor', advisorId) },
      before: shown(before),
      after: shown(after),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private async view(tx: Tx, advisorId: string): Promise<AdvisorReserveView> {
    const { reserveBp, reserveDays, reason } = await this.of(tx, advisorId);
    const kept = await rowsOf<{ amount: bigint; currency: string; release_at: Date }>(
      tx,
      `select sum(amount)::bigint as amount, currency, release_at from app.payout_reserve
        where licensee_id = $1 and advisor_id = $2 and released_transaction_id is null group by currency, release_at order by release_at`,
      [tx.ctx.licenseeId, advisorId],
    );
    return {
      reserveBp,
      reserveDays,
      isOwn: reason !== null,
      reason,
      kept: kept.map(({ amount, currency, release_at: releaseAt }) => ({
        amountMinor: toJsonMinor(amount),
        currency,
        releaseAt: releaseAt.toISOString(),
      })),
    };
  }
}

async function assertAdvisor(tx: Tx, advisorId: string, lock = ''): Promise<void> {
  const [advisor] = await rowsOf(tx, `select 1 from app.advisor where licensee_id = $1 and id = $2 ${lock}`, [
    tx.ctx.licenseeId,
    advisorId,
  ]);
  if (!advisor) throw new NotFound();
}
