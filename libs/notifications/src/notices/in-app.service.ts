import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import {
  type Context,
  Db,
  Live,
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
import { InAppNotice } from './in-app-notice.entity.js';
import type { NoticeView } from './notices.dto.js';

/** Lines on a person's own pages. */
@Injectable()
export class InAppService {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
  ) {}

  /** Adds a line, once per key, and tells the open screens of the person. */
  async add(
    tx: Tx,
    { key, personId, kind, title, path }: Pick<InAppNotice, 'key' | 'personId' | 'kind' | 'title' | 'path'>,
  ): Promise<void> {
    const id = newId();
    const added = await rowsOf(
      tx,
      `insert into app.notice (licensee_id, id, person_id, key, kind, title, path, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (licensee_id, key) do nothing returning id`,
      [tx.ctx.licenseeId, id, personId, key, kind, title, path, tx.now],
    );
    if (added.length > 0)
      await this.live.tell(tx, [personId], 'notice.added', { id: publicId('notice', id), kind, title, path });
  }

  /** The caller's lines, newest first. */
  list(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<NoticeView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(InAppNotice, {
        where: {
          licenseeId: ctx.licenseeId,
          personId: personOf(ctx).personId,
          ...(before === undefined ? {} : { id: LessThan(before) }),
        },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return page(
        rows,
        limit,
        ({ id }) => [id],
        ({ id, kind, title, path, createdAt, readAt }) => ({
          id: publicId('notice', id),
          kind,
          title,
          path,
          createdAt: createdAt.toISOString(),
          readAt: readAt?.toISOString() ?? null,
        }),
      );
    });
  }

  /** Everything of the caller is read. */
  async readAll(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, (tx) =>
      tx.update(
        InAppNotice,
        { licenseeId: ctx.licenseeId, personId: personOf(ctx).personId, readAt: IsNull() },
        { readAt: tx.now },
      ),
    );
  }
}
