import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventEnvelope,
  Every,
  Handles,
  Jobs,
  Outbox,
  Task,
  type Tx,
  addSeconds,
  log,
} from '@app/kernel';
import { Person, PersonLinksService, hasMailAddress } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { EmailVerificationsService } from '@app/licensing';
import { In, Not } from 'typeorm';
import { MailWriter } from '../mail/mail-writer.service.js';
import { fill } from '../mail/mail-text.js';
import { MailsService } from '../mail/mails.service.js';
import { FOR_CLOSED_ACCOUNTS, type TemplateName, mailLocale } from '../mail/templates.js';
import { PreferencesService } from '../preferences/preferences.service.js';
import { InAppService } from './in-app.service.js';
import { type LinkMakers, NoSuchFact, type Notice, pathOf } from './notice.js';
import { everybodyAfter } from './notice.queries.js';
import { NoticePushes } from './notice-pushes.js';
import { NoticeWords } from './notice-words.js';
import { NOTICES } from './notices.js';
import { UsageReportDue } from './notices.events.js';

const EVERYBODY = 'notifications.tell_everybody';
const BATCH = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';
type Told = EventEnvelope<unknown>;
type EverybodyJob = { readonly name: string; readonly event: Told; readonly after: string };

/** Turns events into mails and lines on pages, by the table of notices. */
@Injectable()
export class NoticeJobs {
  private readonly make: LinkMakers;

  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly licensees: LicenseesService,
    private readonly mails: MailsService,
    private readonly writer: MailWriter,
    private readonly inApp: InAppService,
    private readonly preferences: PreferencesService,
    private readonly pushes: NoticePushes,
    links: PersonLinksService,
    verifications: EmailVerificationsService,
  ) {
    this.make = { links, verifications };
  }

  /** Tells everybody whom an event concerns, once: mails and lines have the event and the person in their key. */
  async tell(ctx: Context, name: string, event: Told): Promise<void> {
    const notice = NOTICES[name]!;
    if (notice.when?.(event.data) === false) return;
    await this.db.transaction(ctx, async (tx) => {
      if (notice.to) await this.inform(tx, name, event, await notice.to(tx, event.data));
      else await this.jobs.add(tx, EVERYBODY, { name, event, after: FIRST } satisfies EverybodyJob);
    });
  }

  /** A licensee may have very many people: some at a time, and the next ones in a job of their own. */
  @Task(EVERYBODY)
  async tellEverybody(ctx: Context, { name, event, after }: EverybodyJob): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const language = NOTICES[name]!.language!(event.data);
      const people = await everybodyAfter(tx, language, after, BATCH);
      await this.inform(tx, name, event, people);
      const last = people.at(-1);
      if (last !== undefined && people.length === BATCH)
        await this.jobs.add(tx, EVERYBODY, { name, event, after: last } satisfies EverybodyJob);
    });
  }

  /** On the second of each month, for the one before. */
  @Every('7 6 2 * *', 'notifications.usage_reports')
  async reportUsage(): Promise<void> {
    const now = await this.db.now();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
    await this.db.inEachTenant(
      'notifications.usage_reports',
      async (tx) => {
        const { kind, status } = await this.licensees.licenseeOf(tx);
        if (kind === 'licensee' && status !== 'terminated') await this.outbox.add(tx, UsageReportDue, { month });
      },
      'business_licensee_ids',
    );
  }

  private async inform(tx: Tx, name: string, event: Told, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const isForClosed = FOR_CLOSED_ACCOUNTS.includes(templateOf(NOTICES[name]!, event.data));
    const people = await tx.find(Person, {
      where: {
        licenseeId: tx.ctx.licenseeId,
        id: In([...new Set(ids)]),
        ...(isForClosed ? {} : { status: Not('closed') }),
      },
      order: { id: 'ASC' },
    });
    const saidIn = await NOTICES[name]!.saidIn?.(tx, event.data);
    for (const person of people)
      await this.informOne(
        tx,
        name,
        event,
        person,
        new NoticeWords(mailLocale(saidIn ?? person.locale), timeZone),
      ).catch((error: unknown) => {
        if (!(error instanceof NoSuchFact)) throw error;
        log.warn({ notice: name, eventId: event.id }, 'there is nothing to tell any more');
      });
  }

  private async informOne(tx: Tx, name: string, event: Told, person: Person, words: NoticeWords): Promise<void> {
    const notice: Notice = NOTICES[name]!;
    const { data } = event;
    const template = templateOf(notice, data);
    const values = { ...(await notice.values?.(words, data, tx, event.occurredAt)), name: person.displayName };
    const path = pathOf(notice, person.role, data);
    const key = `${event.id}:${name}:${person.id}`;
    const { token } = notice;
    const kind = { class: notice.class, topic: notice.topic ?? null };
    if (hasMailAddress(person) && (await this.preferences.wants(tx, person.id, 'mail', kind)))
      await this.mails.request(tx, {
        key,
        person: { id: person.id, email: person.email, locale: words.locale },
        template,
        ...kind,
        values,
        path,
        senderName: notice.sender?.(data) ?? null,
        expiresAt:
          notice.worthSeconds === undefined ? null : addSeconds(new Date(event.occurredAt), notice.worthSeconds),
        ...(token && { token: () => token(this.make, tx, data, person.id) }),
      });
    if (notice.push && (await this.preferences.wants(tx, person.id, 'push', kind)))
      await this.pushes.tell(tx, { key, personId: person.id, kind: template, path });
    if (notice.inApp) {
      const { subject } = await this.writer.textOf(tx, template, words.locale);
      const title = fill(subject, { ...values, brand: await this.licensees.nameOf(tx) });
      const { linePath = notice.path } = notice;
      const to = pathOf({ ...notice, path: linePath }, person.role, data);
      await this.inApp.add(tx, { key, personId: person.id, kind: template, title, path: to });
    }
  }
}

// One job per line of the table, as if each were a method with its decorator.
for (const [name, { on }] of Object.entries(NOTICES)) {
  const method = `tell ${name}`;
  const value = function (this: NoticeJobs, ctx: Context, event: Told): Promise<void> {
    return this.tell(ctx, name, event);
  };
  const descriptor: PropertyDescriptor = { value, configurable: true, writable: true };
  Object.defineProperty(NoticeJobs.prototype, method, descriptor);
  Handles(on, `notifications.notice.${name}`)(NoticeJobs.prototype, method, descriptor);
}

const templateOf = ({ template }: Notice, data: unknown): TemplateName =>
  typeof template === 'function' ? template(data) : template;
