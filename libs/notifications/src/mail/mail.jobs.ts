import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, Jobs, Task, type Tx, addSeconds, counters, log, rowsOf } from '@app/kernel';
import { Person, hasMailAddress } from '@app/identity';
import { TestTwins } from '@app/licensees';
import { PreferencesService } from '../preferences/preferences.service.js';
import { Mail, type MailOutcome, type OutgoingMail } from './mail.js';
import { MailMessage } from './mail-message.entity.js';
import { MailWriter } from './mail-writer.service.js';
import { MAIL_TASK } from './mails.service.js';
import { FOR_CLOSED_ACCOUNTS } from './templates.js';

/** Pauses before the attempts after the first. After the last the mail has failed. */
const RETRY_SECONDS = [60, 300, 900, 3_600, 10_800, 28_800] as const;
const KEPT_DAYS = 90;
const KEPT_NOTICE_DAYS = 180;
const KEPT_LINK_DAYS = 30;
const KEPT_CALLBACK_DAYS = 30;
const DAY_SECONDS = 86_400;

/** Nobody wants it any more, or it is of test mode. */
type NotSent = { readonly kind: 'dropped' | 'kept' };
type MailJob = { readonly mailId: string };

/** Sends what was asked for. */
@Injectable()
export class MailJobs {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly mail: Mail,
    private readonly writer: MailWriter,
    private readonly preferences: PreferencesService,
    private readonly twins: TestTwins,
  ) {}

  /** Written anew for each attempt, with the one Message-ID of its row: what the server had got already, it can tell. */
  @Task(MAIL_TASK)
  async send(ctx: Context, { mailId }: MailJob): Promise<void> {
    const ready = await this.db.read(ctx, (tx) => this.prepare(tx, mailId));
    if (!ready) return;
    const outcome: MailOutcome | NotSent =
      ready.mail === undefined
        ? { kind: 'dropped' }
        : (await this.twins.isTwin(ctx))
          ? { kind: 'kept' }
          : await this.mail.send(ready.mail);
    counters.mails.inc({ template: ready.message.template, outcome: outcome.kind });
    await this.db.transaction(ctx, (tx) => this.settle(tx, ready.message, outcome));
  }

  /** Forgets what is old: mails hold addresses, and what somebody waited for is nobody's business for ever. */
  @Every('19 2 * * *', 'notifications.forget')
  async forget(): Promise<void> {
    await this.db.inEachTenant('notifications.forget', async (tx) => {
      const before = (days: number): [string, Date] => [tx.ctx.licenseeId, addSeconds(tx.now, -days * DAY_SECONDS)];
      for (const [sql, days] of [
        ['delete from app.mail_message where licensee_id = $1 and created_at < $2', KEPT_DAYS],
        ['delete from app.notice where licensee_id = $1 and created_at < $2', KEPT_NOTICE_DAYS],
        ['delete from app.ring_attempt where licensee_id = $1 and created_at < $2', KEPT_DAYS],
        ['delete from app.text_message where licensee_id = $1 and created_at < $2', KEPT_DAYS],
        [
          'delete from app.text_number where licensee_id = $1 and proved_at is null and off_at is null and created_at < $2',
          1,
        ],
        ['delete from app.text_number where licensee_id = $1 and off_at < $2', KEPT_DAYS],
        ['delete from app.person_link where licensee_id = $1 and expires_at < $2', KEPT_LINK_DAYS],
        ['delete from app.callback where licensee_id = $1 and expires_at < $2', KEPT_CALLBACK_DAYS],
        ['delete from app.advisor_watch where licensee_id = $1 and expires_at < $2', 0],
      ] as const)
        await rowsOf(tx, sql, before(days));
    });
  }

  private async prepare(
    tx: Tx,
    id: string,
  ): Promise<{ message: MailMessage; mail: OutgoingMail | undefined } | undefined> {
    const message = await tx
      .createQueryBuilder(MailMessage, 'mail')
      .addSelect('mail.secret')
      .where('mail.licenseeId = :licenseeId and mail.id = :id and mail.status = :status', {
        licenseeId: tx.ctx.licenseeId,
        id,
        status: 'requested',
      })
      .getOne();
    if (!message) return undefined;
    return { message, mail: (await this.isWanted(tx, message)) ? await this.writer.write(tx, message) : undefined };
  }

  /** Between the request and now an account may have been closed, a topic switched off, and the news have become old. */
  private async isWanted(tx: Tx, message: MailMessage): Promise<boolean> {
    const { personId, expiresAt } = message;
    if (expiresAt !== null && expiresAt <= tx.now) return false;
    if (personId === null) return true;
    const person = await tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, id: personId });
    if (!person || !hasMailAddress(person)) return false;
    if (person.status === 'closed' && !FOR_CLOSED_ACCOUNTS.includes(message.template)) return false;
    return this.preferences.wants(tx, personId, 'mail', message);
  }

  private async settle(tx: Tx, { id, template, attempts }: MailMessage, outcome: MailOutcome | NotSent): Promise<void> {
    const { licenseeId } = tx.ctx;
    const pause = RETRY_SECONDS[attempts];
    if (outcome.kind === 'retry' && pause !== undefined) {
      await tx.update(MailMessage, { licenseeId, id }, { attempts: attempts + 1, failure: outcome.code });
      await this.jobs.add(tx, MAIL_TASK, { mailId: id }, { key: `mail:${id}`, runAt: addSeconds(tx.now, pause) });
      return;
    }
    const failure = outcome.kind === 'retry' || outcome.kind === 'rejected' ? outcome.code : null;
    if (failure !== null) log.warn({ mailId: id, template, code: failure }, 'a mail was given up');
    await tx.update(
      MailMessage,
      { licenseeId, id, status: 'requested' },
      {
        status:
          failure !== null ? 'failed' : outcome.kind === 'dropped' || outcome.kind === 'kept' ? outcome.kind : 'sent',
        attempts: attempts + 1,
        failure,
        secret: null,
        closedAt: tx.now,
      },
    );
  }
}
