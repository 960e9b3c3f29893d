import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { PersonNote } from './person-note.entity.js';
import type { AddNoteRequest, NoteResponse } from './person-notes.dto.js';
import { PersonsService } from './persons.service.js';

interface NoteRow {
  readonly id: string;
  readonly text: string;
  readonly at: Date;
  readonly authorId: string;
  readonly authorName: string;
}

/** What staff know about a person and want others to know; append-only. */
@Injectable()
export class PersonNotesService {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
  ) {}

  /** @throws NotFound */
  list(ctx: Context, personId: string, { cursor, limit }: PageQuery): Promise<Page<NoteResponse>> {
    const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      await this.persons.subject(tx, personId);
      return page(await notesOf(tx, personId, { before: after, limit: limit + 1 }), limit, (note) => [note.id], view);
    });
  }

  /** @throws NotFound */
  add(ctx: Context, personId: string, { text }: AddNoteRequest): Promise<NoteResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.persons.subject(tx, personId);
      const id = newId();
      const authorId = personOf(ctx).personId;
      await tx.insert(PersonNote, { licenseeId: ctx.licenseeId, id, personId, authorId, text, at: tx.now });
      // Without the text: notes can be erased with the person, the audit log cannot.
      await recordAudit(tx, {
        action: 'person.note_added',
        subject: { kind: 'person', id: publicId('person', personId) },
        after: { note: publicId('note', id) },
      });
      const [note] = await notesOf(tx, personId, { id, limit: 1 });
      return view(note!);
    });
  }
}

const notesOf = (
  tx: Tx,
  personId: string,
  { before, id, limit }: { before?: string | undefined; id?: string; limit: number },
): Promise<NoteRow[]> =>
  rowsOf(
    tx,
    `select n.id, n.text, n.at, n.author_id as "authorId", a.display_name as "authorName" from app.person_note n
       join app.person a on a.licensee_id = n.licensee_id and a.id = n.author_id
      where n.licensee_id = $1 and n.person_id = $2 and ($3::uuid is null or n.id < $3) and ($4::uuid is null or n.id = $4)
      order by n.id desc limit $5`,
    [tx.ctx.licenseeId, personId, before ?? null, id ?? null, limit],
  );

const view = (note: NoteRow): NoteResponse => ({
  id: publicId('note', note.id),
  text: note.text,
  author: { id: publicId('person', note.authorId), displayName: note.authorName },
  at: note.at.toISOString(),
});
