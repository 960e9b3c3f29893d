import { Injectable } from '@nestjs/common';
import { type Context, Db, type Page, type PageQuery, UUID_PATTERN, cursorPosition, page, publicId } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { MailMessage } from './mail-message.entity.js';
import type { TestMailView } from './test-mails.dto.js';

/** Mails of test mode are written like others and stay here, so that somebody can look at them. */
@Injectable()
export class TestMails {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
  ) {}

  /** Newest first. @throws TestModeOnly */
  async list(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<TestMailView>> {
    await this.twins.assertTwin(ctx);
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const select = tx
        .createQueryBuilder(MailMessage, 'm')
        .where('m.licenseeId = :licenseeId', { licenseeId: ctx.licenseeId })
        .orderBy('m.id', 'DESC')
        .take(limit + 1);
      if (before !== undefined) select.andWhere('m.id < :before', { before });
      return page(await select.getMany(), limit, ({ id }) => [id], view);
    });
  }
}

const view = ({ id, toAddress, template, locale, data, status, createdAt }: MailMessage): TestMailView => ({
  id: publicId('mail', id),
  to: toAddress,
  template,
  locale,
  data,
  status,
  createdAt: createdAt.toISOString(),
  livemode: false,
});
