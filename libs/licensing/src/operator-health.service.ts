import { Injectable } from '@nestjs/common';
import { IssuerVolumes, volumeAlertOf } from '@app/billing';
import { Db, addSeconds, publicId } from '@app/kernel';
import { LATEST_MIGRATION } from '../../../migrations/list.js';
import { type Found, check, grade } from './health-check.js';
import { MoneyHealth } from './money-health.service.js';
import type { HealthView } from './operator-health.dto.js';
import { OperatorReads } from './operator-reads.js';

const OVERDUE_SECONDS = 30;
/** A count stops here: who has more has seen enough. */
const MANY = 1_000;

interface BacklogRow {
  payment_events: bigint;
  payment_oldest_seconds: number;
  media_events: bigint;
  media_oldest_seconds: number;
  live_calls: bigint;
  failed_top_ups: bigint;
}

/** How the platform is, each part alone: one that cannot be looked at is failing, the others are still shown [O4]. */
@Injectable()
export class OperatorHealthService {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly money: MoneyHealth,
    private readonly volumes: IssuerVolumes,
  ) {}

  async show(): Promise<HealthView> {
    const backlog = this.backlog();
    backlog.catch(() => undefined); // each check that needs it says so itself
    const money = this.money.checks();
    const checks = await Promise.all([
      check('database', () => this.database()),
      check('migrations', () => this.migrations()),
      check('queue_age', () => this.queueAge()),
      check('dead_jobs', () => this.deadJobs()),
      check('payment_events', async () =>
        waiting((await backlog).payment_events, (await backlog).payment_oldest_seconds, 'payment'),
      ),
      check('media_events', async () =>
        waiting((await backlog).media_events, (await backlog).media_oldest_seconds, 'media'),
      ),
      check('live_calls', async () => {
        const value = count((await backlog).live_calls);
        return { value, state: 'ok', text: `${value} calls ring or run.` };
      }),
      check('overdue_calls', () => this.overdueCalls()),
      check('ledger_balance', () => this.ledgerBalance()),
      check('failed_top_ups', async () => {
        const value = count((await backlog).failed_top_ups);
        return { value, state: grade(value, 10, 100), text: `${value} top-ups failed in the last hour.` };
      }),
    ]);
    return { checks: [...checks, ...(await money), await check('issuer_volume', () => this.issuerVolume())] };
  }

  /** Issuers near, or over, the volume from which an authority is told; each of them was told by mail. */
  private async issuerVolume(): Promise<Found> {
    const near = (await this.volumes.all()).flatMap(({ issuerId, euro }) => {
      const percent = volumeAlertOf(euro);
      return percent === null ? [] : [{ issuerId, percent }];
    });
    const where = near.map(({ issuerId, percent }) => `${publicId('licensee', issuerId)}: ${percent} %`).join('; ');
    return {
      value: near.length,
      state: near.some(({ percent }) => percent === 100) ? 'failing' : near.length > 0 ? 'warning' : 'ok',
      text:
        near.length === 0
          ? 'No issuer of stored value comes near EUR 1,000,000 in twelve months.'
          : `Top-ups of twelve months near or over EUR 1,000,000. ${where}.`,
    };
  }

  private async backlog(): Promise<BacklogRow> {
    const [row] = await this.reads.query<BacklogRow>('select * from app.operator_backlog($1)', [await this.db.now()]);
    return row!;
  }

  private async database(): Promise<Found> {
    const started = performance.now();
    await this.db.now();
    const value = Math.round(performance.now() - started);
    return { value, state: grade(value, 250, 2_000), text: `Postgres answers in ${value} ms.` };
  }

  private async migrations(): Promise<Found> {
    const [row] = await this.db.resolve('select 1 from public.schema_migration where name = $1', [LATEST_MIGRATION]);
    return row
      ? { value: 0, state: 'ok', text: 'The database has the newest migration.' }
      : { value: 1, state: 'failing', text: 'The newest migration has not run.' };
  }

  private async queueAge(): Promise<Found> {
    const [row] = await this.db.resolve<{ age: number }>('select app.queue_age() as age');
    const value = Math.round(row!.age);
    return { value, state: grade(value, 15, 120), text: `The oldest due job has waited ${value} s.` };
  }

  private async deadJobs(): Promise<Found> {
    const [row] = await this.reads.query<{ n: bigint }>('select count(*) as n from app.dead_jobs(null, $1)', [MANY]);
    const value = count(row!.n);
    return { value, state: grade(value, 1, 10), text: `${value} jobs were given up.` };
  }

  private async overdueCalls(): Promise<Found> {
    const [row] = await this.db.resolve<{ n: bigint }>('select count(*) as n from app.due_calls($1, $2)', [
      addSeconds(await this.db.now(), -OVERDUE_SECONDS),
      MANY,
    ]);
    const value = count(row!.n);
    return {
      value,
      state: value > 0 ? 'failing' : 'ok',
      text: `${value} calls have a timer that is more than ${OVERDUE_SECONDS} s late.`,
    };
  }

  private async ledgerBalance(): Promise<Found> {
    const rows = await this.reads.query<{ currency: string; total: string }>(
      'select currency, total::text from app.operator_trial_balance() where total <> 0 order by currency',
    );
    const first = rows[0];
    return first === undefined
      ? { value: 0, state: 'ok', text: 'All accounts of each currency sum to 0.' }
      : {
          value: Number.parseInt(first.total, 10),
          state: 'failing',
          text: `The books do not balance: ${rows.map((row) => `${row.currency} ${row.total}`).join(', ')} minor units.`,
        };
  }
}

const count = (n: bigint): number => Number.parseInt(n.toString(), 10);

/** Events that came and have had no effect yet. A few seconds are normal. */
function waiting(n: bigint, oldestSeconds: number, what: string): Found {
  const age = Math.max(0, Math.round(oldestSeconds));
  return {
    value: count(n),
    state: grade(age, 60, 600),
    text: `${n} ${what} events wait, the oldest for ${age} s.`,
  };
}
