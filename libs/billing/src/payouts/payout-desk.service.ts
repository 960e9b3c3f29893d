import { Injectable } from '@nestjs/common';
import {
  InvalidRequest,
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  localDate,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import type { Payee } from './connect-account-rows.js';
import { ConnectAccountsService } from './connect-accounts.service.js';
import { EarningChanges } from './earning-changes.js';
import { payoutDayFrom } from './payout-calendar.js';
import { nextStepOf } from './payout-failures.js';
import { PayoutRuns, type RunResult } from './payout-runs.service.js';
import type {
  PayoutList,
  PayoutRulesFields,
  PayoutRulesView,
  PayoutRunView,
  PayoutView,
  PayoutsQuery,
} from './payouts.dto.js';
import type { PayoutStatus } from './payout-rows.js';

interface Row {
  id: string;
  party: Payee['party'];
  name: string;
  amount: bigint;
  tax_amount: bigint;
  gift_amount: bigint;
  returned_amount: bigint;
  currency: string;
  status: PayoutStatus;
  cause: PayoutView['cause'];
  failure_code: string | null;
  note: string | null;
  arrives_on: Date | string | null;
  created_at: Date;
  closed_at: Date | null;
  documents: { id: string; kind: string; number: string }[];
}

/** Payouts as payees and staff see and steer them. */
@Injectable()
export class PayoutDesk {
  constructor(
    private readonly db: Db,
    private readonly accounts: ConnectAccountsService,
    private readonly rules: MoneyRulesService,
    private readonly licensees: LicenseesService,
    private readonly runs: PayoutRuns,
    private readonly earning: EarningChanges,
  ) {}

  /** Own payouts of an advisor, newest first. */
  async listOwn(ctx: Context, query: PayoutsQuery): Promise<PayoutList> {
    const payee = await this.accounts.payeeOf(ctx);
    return this.db.read(ctx, (tx) => this.page(tx, query, payee));
  }

  /** Payouts of the licensee: to its advisors and to itself. */
  async list(ctx: Context, query: PayoutsQuery): Promise<PayoutList> {
    return this.db.read(ctx, (tx) => this.page(tx, query));
  }

  /** One payout. @throws NotFound */
  async show(ctx: Context, id: string): Promise<PayoutView> {
    const [row] = await this.db.read(ctx, (tx) => rowsOf<Row>(tx, `${PAYOUTS} and p.id = $2`, [ctx.licenseeId, id]));
    if (!row) throw new NotFound();
    return view(row);
  }

  /** Pays out now what is available to every payee. */
  async run(ctx: Context): Promise<PayoutRunView> {
    return this.told(ctx, 'payouts.run', await this.runs.run(ctx, 'staff', personOf(ctx).personId));
  }

  /** Pays out now what is available of the licensee's own share. @throws ShareStaysAtYourStripe */
  async runOwn(ctx: Context): Promise<PayoutRunView> {
    await this.accounts.assertShareIsPaid(ctx);
    return this.told(ctx, 'payouts.run_own', await this.runs.runOwn(ctx, personOf(ctx).personId));
  }

  private async told(ctx: Context, action: string, { started, skipped }: RunResult): Promise<PayoutRunView> {
    await this.db.transaction(ctx, (tx) =>
      recordAudit(tx, { action, after: { started: started.length, skipped: skipped.length } }),
    );
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(tx, `${PAYOUTS} and p.id = any ($2) order by p.id`, [ctx.licenseeId, started]);
      const names = await rowsOf<{ party_id: string; name: string }>(
        tx,
        `select id as party_id, name from app.licensee where id = $1
         union all select id, display_name from app.advisor where licensee_id = $1 and id = any ($2)`,
        [ctx.licenseeId, skipped.map(({ payee }) => payee.partyId)],
      );
      return {
        started: rows.map(view),
        skipped: skipped.map(({ payee, reason }) => ({
          party: payee.party,
          name: names.find((one) => one.party_id === payee.partyId)?.name ?? '',
          reason,
        })),
      };
    });
  }

  showRules(ctx: Context): Promise<PayoutRulesView> {
    return this.db.read(ctx, (tx) => this.rulesView(tx));
  }

  /** @throws InvalidRequest where the payout account is waived without a reason [I1] */
  async setRules(ctx: Context, input: PayoutRulesFields): Promise<PayoutRulesView> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.rulesView(tx);
      const { payoutHoldDays, payoutMinimumMinor, waiverReason, ...rest } = input;
      const isWaived = before.payoutAccountRequired && input.payoutAccountRequired === false;
      if (isWaived && waiverReason === undefined)
        throw new InvalidRequest([{ pointer: '/waiverReason', detail: 'must say why no payout account is asked for' }]);
      if (payoutHoldDays !== undefined) await this.licensees.setPayoutHold(tx, payoutHoldDays);
      await this.earning.ofAll(tx, async () => {
        await this.rules.set(tx, {
          ...rest,
          ...(payoutMinimumMinor === undefined ? {} : { payoutMinimumMinor: BigInt(payoutMinimumMinor) }),
        });
      });
      const after = await this.rulesView(tx);
      const named = ([name]: [string, unknown]): boolean => name in input;
      await recordAudit(tx, {
        action: 'payout_rules.changed',
        before: Object.fromEntries(Object.entries(before).filter(named)),
        after: Object.fromEntries(Object.entries(after).filter(named)),
        ...(isWaived ? { reason: waiverReason } : {}),
      });
      return after;
    });
  }

  private async rulesView(tx: Tx): Promise<PayoutRulesView> {
    const rules = await this.rules.of(tx);
    const { payoutHoldDays } = await this.licensees.termsOf(tx);
    const today = localDate(tx.now, (await this.licensees.licenseeOf(tx)).timeZone);
    return {
      payoutSchedule: rules.payoutSchedule,
      payoutMinimumMinor: toJsonMinor(rules.payoutMinimumMinor),
      payoutHoldDays,
      newAdvisorHoldDays: rules.newAdvisorHoldDays,
      reserveBp: rules.reserveBp,
      reserveDays: rules.reserveDays,
      payoutAccountRequired: rules.payoutAccountRequired,
      taxIdentityRequired: rules.taxIdentityRequired,
      feeBearer: rules.stripeFeeBearer,
      nextRunOn: payoutDayFrom(today, rules.payoutSchedule),
    };
  }

  private async page(tx: Tx, query: PayoutsQuery, payee?: Payee): Promise<Page<PayoutView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    const rows = await rowsOf<Row>(
      tx,
      `${PAYOUTS} and ($2::text is null or p.status = $2) and ($3::uuid is null or p.id < $3) and ($4::text is null or (p.party = $4 and p.party_id = $5))
        order by p.id desc limit $6`,
      [tx.ctx.licenseeId, query.status ?? null, before, payee?.party ?? null, payee?.partyId ?? null, query.limit + 1],
    );
    return page(rows, query.limit, (row) => [row.id], view);
  }
}

const PAYOUTS = `
  select p.id, p.party, coalesce(a.display_name, l.name) as name, p.amount, p.tax_amount, p.gift_amount, p.returned_amount, p.currency, p.status, p.cause, p.failure_code, p.note,
         p.arrives_on::text as arrives_on, p.created_at, p.closed_at,
         coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'number', d.number) order by d.id) from app.payout_document d
                    where d.licensee_id = p.licensee_id and d.payout_id = p.id), '[]') as documents
    from app.payout p join app.licensee l on l.id = p.licensee_id
    left join app.advisor a on a.licensee_id = p.licensee_id and p.party = 'advisor' and a.id = p.party_id
   where p.licensee_id = $1`;

const view = (row: Row): PayoutView => ({
  id: publicId('payout', row.id),
  party: row.party,
  name: row.name,
  amountMinor: toJsonMinor(row.amount),
  taxMinor: toJsonMinor(row.tax_amount),
  giftsMinor: toJsonMinor(row.gift_amount),
  returnedMinor: toJsonMinor(row.status === 'failed' ? row.amount : row.returned_amount),
  currency: row.currency,
  status: row.status,
  cause: row.cause,
  failureCode: row.failure_code,
  nextStep: row.failure_code === null ? null : nextStepOf(row.failure_code),
  note: row.note,
  arrivesOn: row.arrives_on === null ? null : String(row.arrives_on),
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
  documents: row.documents.map(({ id, kind, number }) => ({ id: publicId('payoutDocument', id), kind, number })),
});
