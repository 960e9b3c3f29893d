import { type KeyObject, createPrivateKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Every,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  cursorPosition,
  log,
  page,
  publicId,
  rowsOf,
  signDocument,
  systemContext,
} from '@app/kernel';
import { type ChainTransaction, type Checkpoint, type SignedCheckpoint, link } from './ledger-chain.js';
import type { LedgerCheckpointView } from './ledger-checkpoints.dto.js';

const BATCH = 1_000;
/** No transaction of ours lives that long, so none of an earlier moment can still arrive. */
const SETTLE_MS = 3600_000;

interface Row {
  number: number;
  sealed_from: Date | null;
  sealed_until: Date;
  transactions: number;
  body: string;
  hash: Buffer;
  signature: Buffer;
  key_id: string;
}

/** Seals the books: each day's transactions go into a hash chain whose head is signed, and given to the licensee [J19]. */
@Injectable()
export class LedgerCheckpoints {
  private readonly privateKey: KeyObject;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Db,
  ) {
    this.privateKey = createPrivateKey(config.RECEIPT_PRIVATE_KEY);
  }

  @Every('13 2 * * *', 'billing.seal_ledger')
  async sealAll(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id')) {
      await this.seal(systemContext(id, 'billing.seal_ledger')).catch((error: unknown) =>
        log.error({ err: error, licenseeId: id }, 'the ledger cannot be sealed'),
      );
    }
  }

  /** Seals everything up to the beginning of this day (UTC). @returns the number of the checkpoint; undefined when that day is sealed or was empty so far. */
  async seal(ctx: Context): Promise<number | undefined> {
    return this.db.transaction(ctx, async (tx) => {
      await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('seal:' || $1, 0))`, [ctx.licenseeId]);
      const last = await this.last(tx);
      const until = new Date(Math.floor((tx.now.getTime() - SETTLE_MS) / 86_400_000) * 86_400_000);
      if (last && last.sealed_until >= until) return undefined;
      const before = last ? (JSON.parse(last.body) as Checkpoint) : undefined;
      await this.assertNothingLate(tx, last);
      let head = before?.head ?? null;
      let transactions = 0;
      for await (const transaction of this.walk(tx, last?.sealed_until ?? null, until)) {
        head = link(head, transaction);
        transactions++;
      }
      // Nothing has ever happened here.
      if (head === null) return undefined;
      const checkpoint: Checkpoint = {
        version: 1,
        licenseeId: publicId('licensee', ctx.licenseeId),
        number: (last?.number ?? 0) + 1,
        sealedFrom: last?.sealed_until.toISOString() ?? null,
        sealedUntil: until.toISOString(),
        transactions,
        previousHead: before?.head ?? null,
        head,
      };
      const signed = signDocument(checkpoint, this.privateKey);
      await rowsOf(
        tx,
        `insert into app.ledger_checkpoint (licensee_id, number, sealed_from, sealed_until, transactions, body, hash, signature, key_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ctx.licenseeId,
          checkpoint.number,
          last?.sealed_until ?? null,
          until,
          transactions,
          signed.body,
          Buffer.from(signed.hash, 'hex'),
          Buffer.from(signed.signature, 'base64'),
          signed.keyId,
          tx.now,
        ],
      );
      return checkpoint.number;
    });
  }

  async list(ctx: Context, query: PageQuery): Promise<Page<LedgerCheckpointView>> {
    const before = cursorPosition(query.cursor, [/^\d{1,9}$/])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(
        tx,
        'select * from app.ledger_checkpoint where licensee_id = $1 and ($2::int is null or number < $2) order by number desc limit $3',
        [ctx.licenseeId, before, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [String(row.number)], view);
    });
  }

  /** One checkpoint with what it seals, a line of JSON each: the file that `npm run verify-ledger` reads. @throws NotFound */
  async *bundle(ctx: Context, number: number): AsyncGenerator<string> {
    const row = await this.db.read(ctx, (tx) => this.byNumber(tx, number));
    yield `${JSON.stringify(signedOf(row))}\n`;
    let after: Position = { time: null, id: null };
    for (;;) {
      const found = await this.db.read(ctx, (tx) => this.batch(tx, row.sealed_from, row.sealed_until, after));
      for (const { document } of found) yield `${JSON.stringify(document)}\n`;
      if (found.length < BATCH) return;
      after = positionOf(found);
    }
  }

  /** @throws NotFound */
  async exists(ctx: Context, number: number): Promise<void> {
    await this.db.read(ctx, (tx) => this.byNumber(tx, number));
  }

  private async *walk(tx: Tx, from: Date | null, until: Date): AsyncGenerator<ChainTransaction> {
    let after: Position = { time: null, id: null };
    for (;;) {
      const found = await this.batch(tx, from, until, after);
      for (const { document } of found) yield document;
      if (found.length < BATCH) return;
      after = positionOf(found);
    }
  }

  private batch(tx: Tx, from: Date | null, until: Date, after: Position): Promise<ChainRow[]> {
    return rowsOf<ChainRow>(
      tx,
      `select id, created_at::text as created_at, document from app.chain_transactions($1, $2, $3::timestamptz, $4, $5)`,
      [from, until, after.time, after.id, BATCH],
    );
  }

  /** A transaction that appeared in a sealed time would be in no chain. */
  private async assertNothingLate(tx: Tx, last: Row | undefined): Promise<void> {
    if (!last) return;
    const [count] = await rowsOf<{ there: bigint; sealed: bigint }>(
      tx,
      `select (select count(*) from app.ledger_transaction where licensee_id = $1 and created_at < $2) as there,
              (select coalesce(sum(transactions), 0) from app.ledger_checkpoint where licensee_id = $1)::bigint as sealed`,
      [tx.ctx.licenseeId, last.sealed_until],
    );
    if (count!.there !== count!.sealed)
      log.fatal(
        { licenseeId: tx.ctx.licenseeId, there: String(count!.there), sealed: String(count!.sealed) },
        'the sealed part of a ledger has changed',
      );
  }

  private async last(tx: Tx): Promise<Row | undefined> {
    const [row] = await rowsOf<Row>(
      tx,
      'select * from app.ledger_checkpoint where licensee_id = $1 order by number desc limit 1',
      [tx.ctx.licenseeId],
    );
    return row;
  }

  private async byNumber(tx: Tx, number: number): Promise<Row> {
    const [row] = await rowsOf<Row>(tx, 'select * from app.ledger_checkpoint where licensee_id = $1 and number = $2', [
      tx.ctx.licenseeId,
      number,
    ]);
    if (!row) throw new NotFound();
    return row;
  }
}

interface ChainRow {
  id: string;
  /** As text: a Date of JavaScript has no microseconds. */
  created_at: string;
  document: ChainTransaction;
}

interface Position {
  readonly time: string | null;
  readonly id: string | null;
}

const positionOf = (rows: readonly ChainRow[]): Position => ({ time: rows.at(-1)!.created_at, id: rows.at(-1)!.id });

const signedOf = (row: Row): SignedCheckpoint => ({
  checkpoint: JSON.parse(row.body) as Checkpoint,
  hash: row.hash.toString('hex'),
  signature: row.signature.toString('base64'),
  keyId: row.key_id,
});

function view(row: Row): LedgerCheckpointView {
  const { checkpoint, ...signature } = signedOf(row);
  return {
    number: checkpoint.number,
    sealedFrom: checkpoint.sealedFrom,
    sealedUntil: checkpoint.sealedUntil,
    transactions: checkpoint.transactions,
    head: checkpoint.head,
    ...signature,
  };
}
