import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, personOf } from '@app/kernel';
import { Blocks, type BlockView } from '@app/advisors';
import { readCall, sideOf } from './calls.queries.js';

/** Blocks that begin at a call: an advisor knows a caller by nothing else. */
@Injectable()
export class CallBlocks {
  constructor(
    private readonly db: Db,
    private readonly blocks: Blocks,
  ) {}

  /** Blocks the other side of the call. A call that runs goes on. @throws NotFound */
  async block(ctx: Context, callId: string): Promise<BlockView> {
    return this.db.transaction(ctx, async (tx) => {
      const { row } = await readCall(tx, callId);
      const side = sideOf(row, personOf(ctx).personId);
      if (side === undefined) throw new NotFound();
      return this.blocks.block(tx, { advisorId: row.advisorId, personId: row.callerId }, side);
    });
  }
}
