import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { Clock } from './clock.js';
import { type Context, systemContext } from './context.js';
import { log } from './log.js';
import { counters } from './metrics.js';
import { NotFound, driverError } from './problem.js';

declare const brand: unique symbol;

/**
 * An open database transaction of one tenant. Only {@link Db} makes one, so a function that takes a `Tx` cannot be called outside.
 * `now` is the database's clock at the start of the transaction, as it goes for the tenant: that of a test twin may be ahead.
 */
export type Tx = EntityManager & { readonly [brand]: true; readonly ctx: Context; readonly now: Date };

/** Injection tokens of the connections. */
export const TENANT_DATA_SOURCE = Symbol('TenantDataSource');
export const RESOLVER_POOL = Symbol('ResolverPool');

const RETRYABLE = new Set(['40P01', '40001', '55P03']);
const MAX_ATTEMPTS = 5;

const open = new AsyncLocalStorage<true>();

/** Every adapter method starts with this: no network while rows are locked. @throws Error inside a transaction. */
export function assertNoTransaction(): void {
  if (open.getStore()) throw new Error('A network call inside a database transaction: make it a state of a row');
}

@Injectable()
export class Db implements OnModuleDestroy {
  constructor(
    @Inject(TENANT_DATA_SOURCE) private readonly source: DataSource,
    @Inject(RESOLVER_POOL) private readonly resolver: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in a transaction of the context's tenant and commits. On a deadlock, serialisation failure or lock time-out the whole closure runs
   * again (five times at most), so it may contain database work only.
   * @throws Error when called inside another transaction: pass `tx` instead.
   */
  async transaction<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(ctx, false, work);
  }

  /** Like {@link transaction}, but Postgres refuses every write. */
  async read<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(ctx, true, work);
  }

  /**
   * Calls a look-up that crosses tenants. The role behind it owns nothing and may only execute the SECURITY DEFINER functions named in the
   * migrations, which return ids.
   */
  async resolve<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const { rows } = await this.resolver.query<Row>(sql, values);
    return rows;
  }

  /** The database's clock; with a tenant, as it goes there. */
  async now(tenant?: { readonly licenseeId: string }): Promise<Date> {
    const [row] = await (tenant === undefined
      ? this.resolve<{ now: Date }>('select clock_timestamp() as now')
      : this.resolve<{ now: Date }>('select app.clock_of($1) as now', [tenant.licenseeId]));
    return this.clock.at(row!.now);
  }

  /**
   * Does the work of a job in each tenant in turn, in a transaction of the tenant as the system. What fails in one keeps no other; in the end the job has failed all the same,
   * so that it is counted, and can be run again.
   * @param tenants look-up of their ids: all, or those that are no test mode
   * @throws Error when it failed in any
   */
  async inEachTenant(
    job: string,
    work: (tx: Tx) => Promise<unknown>,
    tenants: 'licensee_ids' | 'business_licensee_ids' = 'licensee_ids',
  ): Promise<void> {
    const failed: string[] = [];
    for (const { id } of await this.resolve<{ id: string }>(`select app.${tenants}() as id`))
      await this.transaction(systemContext(id, job), work).catch((error: unknown) => {
        log.error({ err: error, job, licenseeId: id }, 'a job failed for one licensee');
        failed.push(id);
      });
    if (failed.length > 0) throw new Error(`${job} failed for ${failed.length} licensees: ${failed.join(', ')}`);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.source.destroy(), this.resolver.end()]);
  }

  private async run<T>(ctx: Context, readOnly: boolean, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (open.getStore()) throw new Error('Nested transaction: pass tx instead');
    for (let attempt = 1; ; attempt++) {
      try {
        return await open.run(true, () => this.attempt(ctx, readOnly, work));
      } catch (error) {
        const { code } = driverError(error);
        if (code === undefined || !RETRYABLE.has(code) || attempt === MAX_ATTEMPTS) throw error;
        counters.transactionRetries.inc({ code });
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  private attempt<T>(ctx: Context, readOnly: boolean, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      const [row] = await manager.query<{ now: Date }[]>('select app.begin_transaction($1, $2) as now', [
        ctx.licenseeId,
        readOnly ? 'on' : 'off',
      ]);
      return work(Object.assign(manager, { ctx, now: this.clock.at(row!.now) }) as Tx);
    });
  }
}

/**
 * Locks rows of one table in id order and returns them in that order: the only way to lock, so two callers cannot lock crosswise. Order between tables:
 * call -> hold -> ledger account.
 * @throws NotFound when a row is missing or another tenant's.
 */
export async function lock<E extends ObjectLiteral & { id: string }>(
  tx: Tx,
  entity: EntityTarget<E>,
  ids: readonly string[],
): Promise<E[]> {
  const unique = [...new Set(ids)].sort();
  if (unique.length === 0) return [];
  const rows = await tx
    .createQueryBuilder(entity, 'row')
    .setLock('for_no_key_update')
    .where('row.licenseeId = :licenseeId and row.id in (:...unique)', { licenseeId: tx.ctx.licenseeId, unique })
    .orderBy('row.id')
    .getMany();
  if (rows.length !== unique.length) throw new NotFound();
  return rows;
}

/** {@link lock} for one row. */
export async function lockOne<E extends ObjectLiteral & { id: string }>(
  tx: Tx,
  entity: EntityTarget<E>,
  id: string,
): Promise<E> {
  const [row] = await lock(tx, entity, [id]);
  return row!;
}

/**
 * Runs `work` in the name of another tenant, inside the same transaction: what the operator and a licensee agree on commits for both or for neither. For
 * `licensing`, and for nothing that a tenant asks for. The transaction speaks for its own tenant again afterwards.
 */
export async function inTenant<T>(tx: Tx, licenseeId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const other = Object.assign(Object.create(tx) as Tx, { ctx: { ...tx.ctx, licenseeId } });
  await speakFor(tx, licenseeId);
  try {
    return await work(other);
  } finally {
    // After a failed statement nothing can be said any more, and nothing is kept either.
    await speakFor(tx, tx.ctx.licenseeId).catch(() => undefined);
  }
}

const speakFor = (tx: Tx, licenseeId: string): Promise<object[]> =>
  rowsOf(tx, `select set_config('app.licensee_id', $1, true)`, [licenseeId]);

/** Rows of a raw statement. TypeORM wraps those of UPDATE and DELETE in `[rows, count]`; this always gives the rows. */
export async function rowsOf<Row extends object>(tx: Tx, sql: string, values: unknown[] = []): Promise<Row[]> {
  const result: unknown = await tx.query(sql, values);
  if (Array.isArray(result) && Array.isArray(result[0]) && typeof result[1] === 'number') return result[0] as Row[];
  return result as Row[];
}

/**
 * Sets columns of a row of the tenant, found by its key, in a table that has no entity. Names of tables and columns are our own words, never input.
 */
export async function updateRow(
  tx: Tx,
  table: string,
  key: Readonly<Record<string, string>>,
  columns: Readonly<Record<string, unknown>>,
): Promise<void> {
  const values: unknown[] = [tx.ctx.licenseeId];
  const set = (names: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(names).map(([name, value]) => `${name} = $${values.push(value)}`);
  const assignments = set(columns).join(', ');
  await rowsOf(
    tx,
    `update app.${table} set ${assignments} where ${['licensee_id = $1', ...set(key)].join(' and ')}`,
    values,
  );
}
