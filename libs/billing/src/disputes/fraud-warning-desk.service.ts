import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import type {
  FraudWarningRules,
  FraudWarningView,
  LiftFraudWarning,
  SetFraudWarningRules,
} from './fraud-warnings.dto.js';
import { type FraudWarningRow, FraudWarnings, refundBelow } from './fraud-warnings.service.js';

type ListedRow = FraudWarningRow & { person_name: string; amount: bigint; dispute_id: string | null };

/** Warnings of fraud as staff see them, what was done about each, and the way back. */
@Injectable()
export class FraudWarningDesk {
  constructor(
    private readonly db: Db,
    private readonly warnings: FraudWarnings,
    private readonly rules: MoneyRulesService,
    private readonly licensees: LicenseesService,
  ) {}

  async list(ctx: Context, query: PageQuery): Promise<Page<FraudWarningView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<ListedRow>(
        tx,
        `${WARNINGS} and ($2::uuid is null or w.id < $2) order by w.id desc limit $3`,
        [ctx.licenseeId, before, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** @throws NotFound */
  show(ctx: Context, id: string): Promise<FraudWarningView> {
    return this.db.read(ctx, async (tx) => view(await this.byId(tx, id)));
  }

  /** Warnings about one payment, newest first. */
  async ofTopUp(tx: Tx, topUpId: string): Promise<FraudWarningView[]> {
    const rows = await rowsOf<ListedRow>(tx, `${WARNINGS} and w.top_up_id = $2 order by w.id desc`, [
      tx.ctx.licenseeId,
      topUpId,
    ]);
    return rows.map(view);
  }

  /** The payment is good after all: what is frozen is free again. @throws NotFound, FraudWarningClosed */
  async lift(ctx: Context, id: string, input: LiftFraudWarning): Promise<FraudWarningView> {
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<FraudWarningRow>(
        tx,
        'select * from app.fraud_warning where licensee_id = $1 and id = $2 for no key update',
        [ctx.licenseeId, id],
      );
      if (!row) throw new NotFound();
      await this.warnings.lift(tx, row, input.reason);
      await recordAudit(tx, {
        action: 'fraud_warning.lifted',
        subject: { kind: 'fraud_warning', id: publicId('fraudWarning', id) },
        before: { status: row.status, frozenMinor: toJsonMinor(row.frozen_amount) },
        after: { status: 'lifted', frozenMinor: 0 },
        reason: input.reason,
      });
      return view(await this.byId(tx, id));
    });
  }

  showRules(ctx: Context): Promise<FraudWarningRules> {
    return this.db.read(ctx, (tx) => this.rulesView(tx));
  }

  async setRules(ctx: Context, input: SetFraudWarningRules): Promise<FraudWarningRules> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.rulesView(tx);
      await this.rules.set(tx, { fraudRefundBelowMinor: BigInt(input.refundBelowMinor) });
      const after = await this.rulesView(tx);
      await recordAudit(tx, {
        action: 'fraud_warning_rules.changed',
        before: { refundBelowMinor: before.refundBelowMinor },
        after: { refundBelowMinor: after.refundBelowMinor },
      });
      return after;
    });
  }

  private async rulesView(tx: Tx): Promise<FraudWarningRules> {
    const currency = await this.licensees.currencyOf(tx);
    const { fraudRefundBelowMinor } = await this.rules.of(tx);
    return { refundBelowMinor: toJsonMinor(refundBelow(fraudRefundBelowMinor, currency)), currency };
  }

  private async byId(tx: Tx, id: string): Promise<ListedRow> {
    const [row] = await rowsOf<ListedRow>(tx, `${WARNINGS} and w.id = $2`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return row;
  }
}

const WARNINGS = `
  select w.*, p.display_name as person_name, t.amount,
         (select d.id from app.dispute d where d.licensee_id = w.licensee_id and d.top_up_id = w.top_up_id order by d.id desc limit 1) as dispute_id
    from app.fraud_warning w
    join app.person p on p.licensee_id = w.licensee_id and p.id = w.person_id
    join app.top_up t on t.licensee_id = w.licensee_id and t.id = w.top_up_id
   where w.licensee_id = $1`;

const view = (row: ListedRow): FraudWarningView => ({
  id: publicId('fraudWarning', row.id),
  topUpId: publicId('topUp', row.top_up_id),
  personId: publicId('person', row.person_id),
  personName: row.person_name,
  disputeId: row.dispute_id === null ? null : publicId('dispute', row.dispute_id),
  fraudType: row.fraud_type,
  status: row.status,
  amountMinor: toJsonMinor(row.amount),
  frozenMinor: toJsonMinor(row.frozen_amount),
  refundedMinor: toJsonMinor(row.refunded_amount),
  currency: row.currency,
  createdAt: row.created_at.toISOString(),
  liftedAt: row.lifted_at?.toISOString() ?? null,
  liftReason: row.lift_reason,
});
