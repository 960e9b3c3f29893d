import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, SecretBox, type Tx, publicUrl } from '@app/kernel';
import { BrandService, DEFAULT_BRAND, LegalService, LicenseesService, assetUrls } from '@app/licensees';
import { type Stoppable, unsubscribeToken } from '../preferences/unsubscribe-token.js';
import { MailSenders } from '../sender/mail-senders.service.js';
import type { OutgoingMail } from './mail.js';
import { type MailLook, type WrittenMail, writeMail } from './mail-frame.js';
import { MailMessage } from './mail-message.entity.js';
import type { Values } from './mail-text.js';
import { MailTemplate } from './mail-template.entity.js';
import { FRAME_WORDS } from './mail-words.js';
import { secretPlace } from './mails.service.js';
import {
  type MailLocale,
  type TemplateName,
  type TemplateText,
  mailLocale,
  ownText,
  standardText,
} from './templates.js';

const FOOT_PAGES = ['imprint', 'privacy', 'terms'];

/** Writes mails in the look and the words of the licensee: its name, logo, colours and legal pages, never the operator's [A14]. */
@Injectable()
export class MailWriter {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly licensees: LicenseesService,
    private readonly brands: BrandService,
    private readonly legal: LegalService,
    private readonly senders: MailSenders,
    private readonly box: SecretBox,
  ) {}

  /** The mail of a row, as it goes to the server. `message` has its secret loaded. */
  async write(tx: Tx, message: MailMessage): Promise<OutgoingMail> {
    const { licenseeId } = tx.ctx;
    const locale = mailLocale(message.locale);
    const look = await this.lookOf(tx, locale, message.senderName);
    const stop = this.stopOf(message);
    const token = message.secret === null ? '' : this.box.open(secretPlace(licenseeId, message.id), message.secret);
    const written = writeMail(look, {
      ...(await this.textOf(tx, message.template, locale, message.senderName !== null)),
      values: { ...message.data, brand: look.name },
      buttonUrl: message.path === null ? null : `${look.siteUrl}${message.path}${token && `#token=${token}`}`,
      stop:
        stop === null ? null : { label: FRAME_WORDS[locale].stop, url: `${look.siteUrl}/unsubscribe#token=${stop}` },
    });
    const sender = await this.senders.of(tx, look.name, message.senderName !== null);
    return {
      ...written,
      ...sender,
      messageId: `${message.id}@${sender.from.address.split('@')[1]}`,
      to: message.toAddress,
      headers: {
        // Out-of-office replies to a machine help nobody (RFC 3834).
        'Auto-Submitted': 'auto-generated',
        ...(stop !== null && {
          'List-Unsubscribe': `<${look.siteUrl}/unsubscribe?token=${stop}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
      },
    };
  }

  /** Words with sample values, for who edits them. */
  async preview(
    tx: Tx,
    text: TemplateText,
    locale: MailLocale,
    values: Values,
    hasLink: boolean,
  ): Promise<WrittenMail> {
    const look = await this.lookOf(tx, locale, null);
    return writeMail(look, {
      ...text,
      values: { ...values, brand: look.name },
      buttonUrl: hasLink ? `${look.siteUrl}/` : null,
      stop: null,
    });
  }

  /** The licensee's words, or the standard ones. */
  async textOf(tx: Tx, template: TemplateName, locale: MailLocale, isStandard = false): Promise<TemplateText> {
    const own = isStandard
      ? null
      : await tx.findOneBy(MailTemplate, { licenseeId: tx.ctx.licenseeId, template, locale });
    return own === null ? standardText(template, locale) : ownText(template, locale, own);
  }

  private async lookOf(tx: Tx, locale: MailLocale, senderName: string | null): Promise<MailLook> {
    const { document } = await this.brands.published(tx);
    const siteUrl = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
    if (senderName !== null)
      return { name: senderName, siteUrl, logoUrl: null, theme: DEFAULT_BRAND, locale, legal: [] };
    const { logoLight } = assetUrls(document);
    const pages = (await this.legal.currentOf(tx)).filter(({ kind }) => FOOT_PAGES.includes(kind));
    const kinds = [...new Set(pages.map(({ kind }) => kind))];
    return {
      name: await this.licensees.nameOf(tx),
      siteUrl,
      logoUrl: logoLight === null ? null : `${siteUrl}${logoLight}`,
      theme: document,
      locale,
      legal: kinds.map((kind) => {
        const ofKind = pages.filter((page) => page.kind === kind);
        const { title } = ofKind.find((page) => page.locale === locale) ?? ofKind[0]!;
        return { title, url: `${siteUrl}/legal/${kind}` };
      }),
    };
  }

  private stopOf(message: MailMessage): string | null {
    const topic = message.class === 'marketing' ? 'marketing' : message.class === 'service' ? message.topic : null;
    return topic === null || message.personId === null
      ? null
      : unsubscribeToken(this.config.REFRESH_SECRET, message.licenseeId, message.personId, topic as Stoppable);
  }
}
