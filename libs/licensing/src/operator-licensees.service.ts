import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  UUID_PATTERN,
  cursorPosition,
  page,
  publicId,
  recordOperatorAudit,
  toJsonMinor,
} from '@app/kernel';
import { type LicenseeStatus, type Limits, LimitsService } from '@app/licensees';
import type { EndingStage, LicenceStatus } from './licence/licence.entity.js';
import type {
  DayView,
  LicenseesQuery,
  LimitsView,
  OperatorLicenseeDetails,
  OperatorLicenseeView,
  SetLimits,
} from './operator-licensees.dto.js';
import { OperatorReads } from './operator-reads.js';
import { type RevenueRow, revenueSince } from './operator-revenue.queries.js';

const DAYS = 30;
const DAY_MS = 86_400_000;

export interface LicenseeRow {
  id: string;
  slug: string;
  name: string;
  status: LicenseeStatus;
  country: string;
  currency: string;
  created_at: Date;
}

interface HostRow {
  licensee_id: string;
  host: string;
  is_primary: boolean;
  verified: boolean;
}

interface UsageRow {
  licensee_id: string;
  live_calls: bigint;
  calls_today: bigint;
  calls_month: bigint;
  billed_seconds_month: bigint;
  users: bigint;
  advisors: bigint;
  advisors_online: bigint;
  max_advisors: number | null;
  max_concurrent_calls: number | null;
}

interface TextsRow {
  licensee_id: string;
  texts: bigint;
  segments: bigint;
}

interface LicenceRow {
  licensee_id: string;
  status: LicenceStatus | null;
  plan_name: string | null;
  ending: EndingStage | null;
  open_invoices: bigint;
  open_minor: bigint;
  max_users: number | null;
  max_api_per_minute: number | null;
  max_storage_mb: number | null;
  opened: boolean;
}

/** The licensees as their operator sees them: who they are, how much they use, what they may. */
@Injectable()
export class OperatorLicenseesService {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly limits: LimitsService,
  ) {}

  /** Newest first, with usage and limits [M1, M2]. */
  async list(query: LicenseesQuery): Promise<Page<OperatorLicenseeView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    const rows = await this.reads.query<LicenseeRow>(
      `${LICENSEES} and ($1::text is null or status = $1) and ($2::text is null or strpos(lower(name), lower($2)) > 0 or strpos(slug, lower($2)) > 0)
          and ($3::uuid is null or id < $3) order by id desc limit $4`,
      [query.status ?? null, query.q?.trim() ?? null, before, query.limit + 1],
    );
    const views = await this.views(rows.slice(0, query.limit));
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => views.get(row.id)!,
    );
  }

  /** One licensee with its hosts and the last 30 days. @throws NotFound */
  async show(id: string): Promise<OperatorLicenseeDetails> {
    const row = await this.licensee(id);
    const from = new Date(startOfDay(await this.db.now()).getTime() - (DAYS - 1) * DAY_MS);
    const [views, hosts, activity, revenue] = await Promise.all([
      this.views([row]),
      this.hostsOf([id]),
      this.reads.query<{ day: Date; calls: bigint; billed_seconds: bigint }>(
        'select * from app.operator_activity($1, $2)',
        [id, from],
      ),
      revenueSince(this.reads, [id], from, 'day'),
    ]);
    const days = Array.from({ length: DAYS }, (_, n): DayView => {
      const day = from.getTime() + n * DAY_MS;
      const calls = activity.find((one) => one.day.getTime() === day);
      const money = revenue.filter((one) => one.period.getTime() === day && one.currency === row.currency);
      return {
        date: new Date(day).toISOString().slice(0, 10),
        calls: toJsonMinor(calls?.calls ?? 0n),
        billedSeconds: toJsonMinor(calls?.billed_seconds ?? 0n),
        grossMinor: toJsonMinor(total(money, 'gross')),
        operatorFeesMinor: toJsonMinor(total(money, 'operator_fees')),
      };
    });
    return {
      ...views.get(id)!,
      hosts: hosts.map(({ host, is_primary: primary, verified }) => ({ host, primary, verified })),
      days,
    };
  }

  /** Sets what a licensee may; both read it in their audit log [O6]. What is there already stays. @throws NotFound */
  async setLimits(ctx: Context, id: string, { reason, ...limits }: SetLimits): Promise<LimitsView> {
    await this.licensee(id);
    return this.db.transaction({ ...ctx, licenseeId: id }, async (tx) => {
      const before = await this.limits.limitsOf(tx);
      await this.limits.set(tx, limits);
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'limits.changed',
        subject: { kind: 'licensee', id: publicId('licensee', id) },
        before: { ...before },
        after: { ...limits },
        reason,
      });
      return limits;
    });
  }

  /** What there is to say of each licensee of a page, one after the other; `work` looks at one in its own tenant. A page counts licensees, not lines. */
  async eachOf<Line>(query: PageQuery, work: (licensee: LicenseeRow) => Promise<readonly Line[]>): Promise<Page<Line>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    const rows = await this.reads.query<LicenseeRow>(
      `${LICENSEES} and ($1::uuid is null or id < $1) order by id desc limit $2`,
      [before, query.limit + 1],
    );
    const shown = page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
    const data: Line[] = [];
    for (const licensee of shown.data) data.push(...(await work(licensee)));
    return { ...shown, data };
  }

  /** All of them. */
  async all(): Promise<LicenseeRow[]> {
    return this.reads.query<LicenseeRow>(`${LICENSEES} order by name, id`);
  }

  private async licensee(id: string): Promise<LicenseeRow> {
    const [row] = await this.reads.query<LicenseeRow>(`${LICENSEES} and id = $1`, [id]);
    if (!row) throw new NotFound();
    return row;
  }

  private hostsOf(ids: readonly string[]): Promise<HostRow[]> {
    return this.reads.query<HostRow>('select * from app.operator_hosts($1)', [ids]);
  }

  private async views(rows: readonly LicenseeRow[]): Promise<Map<string, OperatorLicenseeView>> {
    const ids = rows.map((row) => row.id);
    const now = await this.db.now();
    const [usage, licences, hosts, revenue, texts] = await Promise.all([
      this.reads.query<UsageRow>('select * from app.operator_usage($1, $2)', [ids, now]),
      this.reads.query<LicenceRow>('select * from app.operator_licences($1)', [ids]),
      this.hostsOf(ids),
      revenueSince(this.reads, ids, startOfMonth(now), 'month'),
      this.reads.query<TextsRow>('select * from app.operator_texts($1, $2)', [ids, now]),
    ]);
    return new Map(
      rows.map((row) => [
        row.id,
        view(
          row,
          usage.find((one) => one.licensee_id === row.id)!,
          licences.find((one) => one.licensee_id === row.id)!,
          hosts.find((one) => one.licensee_id === row.id && one.is_primary)?.host ?? null,
          revenue.filter((one) => one.licensee_id === row.id && one.currency === row.currency),
          texts.find((one) => one.licensee_id === row.id)!,
        ),
      ]),
    );
  }
}

const LICENSEES = `select id, slug, name, status, country, currency, created_at from app.licensee where kind = 'licensee'`;

const total = (rows: readonly RevenueRow[], member: 'gross' | 'operator_fees'): bigint =>
  rows.reduce((sum, row) => sum + row[member], 0n);

const startOfDay = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
const startOfMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));

function view(
  row: LicenseeRow,
  usage: UsageRow,
  licence: LicenceRow,
  primaryHost: string | null,
  revenue: readonly RevenueRow[],
  texts: TextsRow,
): OperatorLicenseeView {
  const limits: Limits = {
    maxAdvisors: usage.max_advisors,
    maxUsers: licence.max_users,
    maxConcurrentCalls: usage.max_concurrent_calls,
    maxApiPerMinute: licence.max_api_per_minute,
    maxStorageMb: licence.max_storage_mb,
  };
  return {
    id: publicId('licensee', row.id),
    slug: row.slug,
    name: row.name,
    status: row.status,
    currency: row.currency,
    country: row.country,
    primaryHost,
    createdAt: row.created_at.toISOString(),
    usage: {
      liveCalls: toJsonMinor(usage.live_calls),
      callsToday: toJsonMinor(usage.calls_today),
      callsThisMonth: toJsonMinor(usage.calls_month),
      billedSecondsThisMonth: toJsonMinor(usage.billed_seconds_month),
      grossThisMonthMinor: toJsonMinor(total(revenue, 'gross')),
      operatorFeesThisMonthMinor: toJsonMinor(total(revenue, 'operator_fees')),
      users: toJsonMinor(usage.users),
      advisors: toJsonMinor(usage.advisors),
      advisorsOnline: toJsonMinor(usage.advisors_online),
      textsThisMonth: toJsonMinor(texts.texts),
      textSegmentsThisMonth: toJsonMinor(texts.segments),
    },
    limits,
    opened: licence.opened,
    licence:
      licence.status === null
        ? null
        : {
            status: licence.status,
            planName: licence.plan_name!,
            ending: licence.ending,
            openInvoices: toJsonMinor(licence.open_invoices),
            openMinor: toJsonMinor(licence.open_minor),
          },
  };
}
