import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  rowsOf,
} from '@app/kernel';
import { ContactBlocked } from './advisors.events.js';
import { AdvisorsService } from './advisors.service.js';
import type { BlockView } from './blocks.dto.js';

/** An advisor (the profile) and an end user. */
export interface Pair {
  readonly advisorId: string;
  readonly personId: string;
}

interface BlockRow {
  id: string;
  advisor_id: string;
  advisor_name: string;
  caller_alias: string;
  created_at: Date;
}

/** Who wants no contact with whom [K7, F24]. Whoever lets an end user reach an advisor asks {@link isBlocked} first. */
@Injectable()
export class Blocks {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Whether either of the two has blocked the other. Answers behind the lock of the pair, so that a block which is committed before this transaction ends was seen
   * here: ask in the transaction that makes the call, the booking or the message. The other side must not learn of a block: answer as for an advisor who is not there.
   */
  async isBlocked(tx: Tx, pair: Pair): Promise<boolean> {
    await lockPair(tx, pair, '_shared');
    const [row] = await rowsOf<{ blocked: boolean }>(
      tx,
      'select exists (select 1 from app.block where licensee_id = $1 and advisor_id = $2 and person_id = $3) as blocked',
      [tx.ctx.licenseeId, pair.advisorId, pair.personId],
    );
    return row!.blocked;
  }

  /** An end user blocks an advisor. Repeating it changes nothing. @throws NotFound */
  async blockAdvisor(ctx: Context, advisorId: string): Promise<BlockView> {
    return this.db.transaction(ctx, async (tx) => {
      if ((await this.advisors.ratesOf(tx, advisorId)).status !== 'active') throw new NotFound();
      return this.block(tx, { advisorId, personId: personOf(ctx).personId }, 'caller');
    });
  }

  /** Writes the block of one side, behind what is being requested by the pair at this moment. What rings or runs already goes on; what was agreed for later ends. */
  async block(tx: Tx, pair: Pair, by: 'caller' | 'advisor'): Promise<BlockView> {
    await lockPair(tx, pair, '');
    const fresh = await rowsOf(
      tx,
      `insert into app.block (licensee_id, id, advisor_id, person_id, by_side, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict on constraint block_once do nothing returning id`,
      [tx.ctx.licenseeId, newId(), pair.advisorId, pair.personId, by, tx.now],
    );
    if (fresh.length > 0)
      await this.outbox.add(tx, ContactBlocked, {
        advisorId: pair.advisorId,
        personId: pair.personId,
        by: by === 'caller' ? 'user' : 'advisor',
      });
    const [row] = await rowsOf<BlockRow>(
      tx,
      `${BLOCK} where b.licensee_id = $1 and b.advisor_id = $2 and b.person_id = $3 and b.by_side = $4`,
      [tx.ctx.licenseeId, pair.advisorId, pair.personId, by],
    );
    return viewFor(by)(row!);
  }

  /** Whom the signed-in person has blocked, newest first. Never who has blocked them. */
  async list(ctx: Context, query: PageQuery): Promise<Page<BlockView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    const [by, own] = mine(ctx);
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<BlockRow>(
        tx,
        `${BLOCK} where b.licensee_id = $1 and b.by_side = $2 and ${own} = $3 and ($4::uuid is null or b.id < $4) order by b.id desc limit $5`,
        [ctx.licenseeId, by, personOf(ctx).personId, before ?? null, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], viewFor(by));
    });
  }

  /** @throws NotFound also for the other side's block */
  async unblock(ctx: Context, id: string): Promise<void> {
    const [by, own] = mine(ctx);
    await this.db.transaction(ctx, async (tx) => {
      const gone = await rowsOf(
        tx,
        `delete from app.block b using app.advisor a
          where a.licensee_id = b.licensee_id and a.id = b.advisor_id and b.licensee_id = $1 and b.id = $2 and b.by_side = $3 and ${own} = $4 returning b.id`,
        [ctx.licenseeId, id, by, personOf(ctx).personId],
      );
      if (gone.length === 0) throw new NotFound();
    });
  }
}

/** Those who want to reach somebody share the lock; who blocks has it alone. It ends with the transaction. */
async function lockPair(tx: Tx, { advisorId, personId }: Pair, mode: '' | '_shared'): Promise<void> {
  await rowsOf(tx, `select pg_advisory_xact_lock${mode}(hashtextextended('pair:' || $1 || $2, 0))`, [
    advisorId,
    personId,
  ]);
}

const BLOCK = `
  select b.id, b.advisor_id, a.display_name as advisor_name, app.alias_of(t.alias_key, b.advisor_id, b.person_id) as caller_alias, b.created_at
    from app.block b
    join app.advisor a on a.licensee_id = b.licensee_id and a.id = b.advisor_id
    join app.licensee_terms t on t.licensee_id = b.licensee_id`;

/** The side of the person who asks, and the column in which they stand. */
const mine = (ctx: Context): ['caller' | 'advisor', string] =>
  personOf(ctx).role === 'advisor' ? ['advisor', 'a.person_id'] : ['caller', 'b.person_id'];

/** Each side sees the other as it always does: a user the advisor by name, an advisor the caller by alias. */
const viewFor =
  (by: 'caller' | 'advisor') =>
  (row: BlockRow): BlockView => ({
    id: publicId('block', row.id),
    advisorId: by === 'caller' ? publicId('advisor', row.advisor_id) : null,
    name: by === 'caller' ? row.advisor_name : row.caller_alias,
    createdAt: row.created_at.toISOString(),
  });
