import { Injectable } from '@nestjs/common';
import { type Context, Db, type EventEnvelope, Handles, type Tx } from '@app/kernel';
import { WithdrawalCaseDecided, WithdrawalReceived } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import type { Values } from '../mail/mail-text.js';
import { MailsService } from '../mail/mails.service.js';
import { type TemplateName, mailLocale } from '../mail/templates.js';
import { withdrawalOf, withdrawalReason } from './notice.queries.js';
import { NoticeWords, type Withdrawn } from './notice-words.js';

type Decided = { withdrawalId: string; caseId: string; personId: string | null; outcome: 'refunded' | 'declined' };

/** Mails to who withdrew without signing in: to the address that was given, whether or not anybody has an account with it. */
@Injectable()
export class WithdrawalMails {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly mails: MailsService,
  ) {}

  @Handles(WithdrawalReceived, 'notifications.withdrawal_received')
  async received(ctx: Context, { id, data }: EventEnvelope<{ withdrawalId: string }>): Promise<void> {
    await this.db.transaction(ctx, (tx) =>
      this.tell(tx, id, data.withdrawalId, 'withdrawal_received', (words, withdrawn) => ({
        content: words.withdrawn(withdrawn),
      })),
    );
  }

  @Handles(WithdrawalCaseDecided, 'notifications.withdrawal_form_decided')
  async decided(ctx: Context, { id, data }: EventEnvelope<Decided>): Promise<void> {
    if (data.personId !== null) return;
    await this.db.transaction(ctx, async (tx) => {
      const reason = await withdrawalReason(tx, data.caseId);
      await this.tell(tx, id, data.withdrawalId, 'withdrawal_decided', (words) => ({
        outcome: words.withdrawalOutcome(data.outcome),
        words: reason,
      }));
    });
  }

  private async tell(
    tx: Tx,
    eventId: string,
    withdrawalId: string,
    template: TemplateName,
    values: (words: NoticeWords, withdrawn: Withdrawn) => Values,
  ): Promise<void> {
    const withdrawn = await withdrawalOf(tx, withdrawalId);
    if (withdrawn.email === null || withdrawn.name === null) return;
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const words = new NoticeWords(mailLocale(withdrawn.locale), timeZone);
    await this.mails.request(tx, {
      key: `${eventId}:${template}`,
      person: { id: null, email: withdrawn.email, locale: words.locale },
      template,
      class: 'service',
      topic: null,
      values: {
        name: withdrawn.name,
        date: words.exactMoment(withdrawn.created_at),
        ...values(words, withdrawn),
      },
      path: null,
      senderName: null,
      expiresAt: null,
    });
  }
}
