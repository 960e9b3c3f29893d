import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, personOf, publicId, rowsOf } from '@app/kernel';
import { readCall, sideOf } from './calls.queries.js';
import type { NoteView, WriteNote } from './notes.dto.js';

/** The advisor's private note on a call [I10]: no other person, staff neither, reads it here. */
@Injectable()
export class NotesService {
  constructor(private readonly db: Db) {}

  /** @throws NotFound */
  async write(ctx: Context, callId: string, { text }: WriteNote): Promise<NoteView> {
    return this.db.transaction(ctx, async (tx) => {
      const { row } = await readCall(tx, callId);
      if (sideOf(row, personOf(ctx).personId) !== 'advisor') throw new NotFound();
      await rowsOf(
        tx,
        `insert into app.call_note (licensee_id, call_id, text, updated_at) values ($1, $2, $3, $4)
         on conflict (licensee_id, call_id) do update set text = excluded.text, updated_at = excluded.updated_at`,
        [ctx.licenseeId, callId, text, tx.now],
      );
      return { callId: publicId('call', callId), text, updatedAt: tx.now.toISOString() };
    });
  }
}
