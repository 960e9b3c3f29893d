import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Context, systemContext } from './context.js';
import { Db, rowsOf } from './db.js';
import { instancesOf } from './discover.js';
import { Every } from './jobs.js';
import { log } from './log.js';
import { SealBroken, SecretBox, type SecretPlace } from './secret-box.js';

/** A column of a tenant table that holds what `SecretBox` sealed. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column that tells the rows of one licensee apart; left out where the licensee has one row. */
  readonly row?: string;
  readonly place: (licenseeId: string, row: string) => SecretPlace;
}

/** Which columns of a module are sealed. Whoever seals says so here, or what it sealed is lost with the key that sealed it. */
export abstract class SealedColumns {
  abstract readonly columns: readonly SealedColumn[];
}

const TASK = 'kernel.rewrap_secrets';
const BATCH = 200;

interface Kept {
  readonly row: string;
  readonly sealed: string;
}

/** After a new key stands first in SECRET_BOX_KEYS: everything comes under it, so that the older one can be taken away. */
@Injectable()
export class SecretRewrap {
  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Every sealed column of every module. */
  get columns(): readonly SealedColumn[] {
    return instancesOf(this.discovery, SealedColumns).flatMap(({ columns }) => columns);
  }

  /** Safe to repeat, and for several workers: each row is locked while it is rewrapped. */
  @Every('53 * * * *', TASK)
  async rewrap(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id'))
      for (const column of this.columns) await this.rewrapColumn(systemContext(id, TASK), column);
  }

  private async rewrapColumn(ctx: Context, at: SealedColumn): Promise<void> {
    let after: string | undefined;
    let count = 0;
    do {
      const seen = await this.rewrapSome(ctx, at, after ?? '');
      count += seen.length;
      after = seen.length === BATCH ? seen.at(-1)!.row : undefined;
    } while (after !== undefined);
    if (count > 0)
      log.info(
        { licenseeId: ctx.licenseeId, table: at.table, column: at.column, count },
        'secrets were under an old key',
      );
  }

  private rewrapSome(ctx: Context, { table, column, row = '', place }: SealedColumn, after: string): Promise<Kept[]> {
    const name = row === '' ? `''::text` : `${row}::text`;
    return this.db.transaction(ctx, async (tx) => {
      const kept = await rowsOf<Kept>(
        tx,
        `select ${name} as row, ${column} as sealed from app.${table}
          where licensee_id = $1 and split_part(${column}, '.', 2) <> $2 and ($3 = '' or ${name} > $3)
          order by 1 limit ${BATCH} for no key update`,
        [ctx.licenseeId, this.box.newest, after],
      );
      for (const one of kept) {
        const rewrapped = this.rewrapped(place(ctx.licenseeId, one.row), one.sealed);
        if (rewrapped !== undefined)
          await rowsOf(tx, `update app.${table} set ${column} = $3 where licensee_id = $1 and ${name} = $2`, [
            ctx.licenseeId,
            one.row,
            rewrapped,
          ]);
      }
      return kept;
    });
  }

  /** Undefined when it does not open: its key was taken away too early, and only putting it back helps. */
  private rewrapped(place: SecretPlace, sealed: string): string | undefined {
    try {
      return this.box.rewrap(place, sealed);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      log.error({ ...place }, 'a sealed value does not open: is its key still in SECRET_BOX_KEYS?');
      return undefined;
    }
  }
}
