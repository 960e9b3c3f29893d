import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Page, type Tx, newId, personOf, recordAudit, wholeList } from '@app/kernel';
import { PersonsService } from '@app/identity';
import type { MailPreview, MailTemplateView, MailTextInput } from './mail-templates.dto.js';
import { ButtonMismatch, UnclosedPlaceholder, UnknownPlaceholder } from './mail-templates.problems.js';
import { MailTemplate } from './mail-template.entity.js';
import { MailWriter } from './mail-writer.service.js';
import { MailsService } from './mails.service.js';
import {
  EDITABLE_TEMPLATES,
  MAIL_LOCALES,
  type MailLocale,
  TEMPLATES,
  type TemplateName,
  type TemplateText,
  fieldsOf,
  ownText,
  sampleValues,
  standardText,
  templateFault,
} from './templates.js';

/** The licensee's own words for its mails [O2]. */
@Injectable()
export class MailTemplatesService {
  constructor(
    private readonly db: Db,
    private readonly writer: MailWriter,
    private readonly mails: MailsService,
    private readonly persons: PersonsService,
  ) {}

  list(ctx: Context): Promise<Page<MailTemplateView>> {
    return this.db.read(ctx, async (tx) => {
      const own = await tx.findBy(MailTemplate, { licenseeId: ctx.licenseeId });
      return wholeList(
        EDITABLE_TEMPLATES.flatMap((template) =>
          MAIL_LOCALES.map((locale) =>
            view(
              template,
              locale,
              own.find((one) => one.template === template && one.locale === locale),
            ),
          ),
        ),
      );
    });
  }

  /** @throws NotFound, UnknownPlaceholder, UnclosedPlaceholder, ButtonMismatch */
  save(ctx: Context, template: TemplateName, locale: MailLocale, text: MailTextInput): Promise<MailTemplateView> {
    assertSound(template, text);
    return this.db.transaction(ctx, async (tx) => {
      const row = { licenseeId: ctx.licenseeId, template, locale, ...words(text), changedAt: tx.now };
      await tx.upsert(MailTemplate, row, ['licenseeId', 'template', 'locale']);
      await this.audit(tx, 'mail_template.changed', template, locale);
      return view(template, locale, row);
    });
  }

  /** Back to the standard words. */
  reset(ctx: Context, template: TemplateName, locale: MailLocale): Promise<MailTemplateView> {
    assertEditable(template);
    return this.db.transaction(ctx, async (tx) => {
      const { affected } = await tx.delete(MailTemplate, { licenseeId: ctx.licenseeId, template, locale });
      if (affected) await this.audit(tx, 'mail_template.reset', template, locale);
      return view(template, locale, undefined);
    });
  }

  /** How these words would look, with sample values. @throws NotFound, UnknownPlaceholder, UnclosedPlaceholder, ButtonMismatch */
  preview(ctx: Context, template: TemplateName, locale: MailLocale, text: MailTextInput): Promise<MailPreview> {
    assertSound(template, text);
    return this.db.read(ctx, (tx) =>
      this.writer.preview(tx, words(text), locale, sampleValues(locale, ''), TEMPLATES[template].hasLink),
    );
  }

  /** Mails the words in force to whoever asks, with sample values. @throws NotFound */
  test(ctx: Context, template: TemplateName, locale: MailLocale): Promise<void> {
    assertEditable(template);
    return this.db.transaction(ctx, async (tx) => {
      const { id, email } = await this.persons.byId(tx, personOf(ctx).personId);
      await this.mails.request(tx, {
        key: `test:${newId()}`,
        person: { id, email, locale },
        template,
        class: 'service',
        topic: null,
        values: sampleValues(locale, ''),
        // To the start page: a test proves nothing and opens nothing.
        path: TEMPLATES[template].hasLink ? '/' : null,
        senderName: null,
        expiresAt: null,
      });
    });
  }

  private audit(tx: Tx, action: string, template: TemplateName, locale: MailLocale): Promise<void> {
    return recordAudit(tx, { action, subject: { kind: 'mail_template', id: `${template}.${locale}` } });
  }
}

const words = ({ subject, body }: MailTextInput): TemplateText => ({ subject, body });

function assertEditable(template: TemplateName): void {
  if (!EDITABLE_TEMPLATES.includes(template)) throw new NotFound();
}

function assertSound(template: TemplateName, text: MailTextInput): void {
  assertEditable(template);
  const fault = templateFault(template, text);
  if (fault?.kind === 'placeholder') throw new UnknownPlaceholder(fault.placeholder, fieldsOf(template));
  if (fault?.kind === 'braces') throw new UnclosedPlaceholder();
  if (fault?.kind === 'button') throw new ButtonMismatch(TEMPLATES[template].hasLink);
}

const view = (template: TemplateName, locale: MailLocale, own: MailTemplate | undefined): MailTemplateView => ({
  template,
  locale,
  audience: TEMPLATES[template].audience,
  ...(own ? ownText(template, locale, own) : standardText(template, locale)),
  placeholders: fieldsOf(template),
  hasLink: TEMPLATES[template].hasLink,
  changedAt: own?.changedAt.toISOString() ?? null,
});
