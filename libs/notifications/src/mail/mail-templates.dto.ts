import { ListEnvelope, Shown, Text } from '@app/kernel';
import { EDITABLE_TEMPLATES, MAIL_LOCALES, type MailLocale, type TemplateName } from './templates.js';

export class MailTextInput {
  @Text({
    description: 'Subject; placeholders as {{name}}',
    max: 200,
    pattern: /^\S[^\r\n]*$/,
    example: 'Hello {{name}}',
  })
  subject: string;

  @Text({
    description: 'Paragraphs between empty lines; a line [[Label]] is the button',
    max: 5000,
    example: 'Hello {{name}},\n\n[[Open]]',
  })
  body: string;
}

export class MailTemplateView {
  @Shown('Name of the mail', { type: String, enum: [...EDITABLE_TEMPLATES] }) template: TemplateName;
  @Shown('Language', { type: String, enum: [...MAIL_LOCALES] }) locale: MailLocale;
  @Shown('Who gets it', { type: String, enum: ['people', 'advisors', 'staff'] }) audience: string;
  @Shown('Subject in force') subject: string;
  @Shown('Text in force') body: string;
  @Shown('Placeholders that it knows', { type: String, isArray: true }) placeholders: string[];
  @Shown('Whether it has a button') hasLink: boolean;
  @Shown('When the licensee changed it; null: the standard words', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  changedAt: string | null;
}

export class MailTemplateList extends ListEnvelope {
  @Shown('Mails', { type: () => [MailTemplateView] }) data: MailTemplateView[];
}

export class MailPreview {
  @Shown('Subject with sample values') subject: string;
  @Shown('The text part') text: string;
  @Shown('The HTML part; show it in a frame without scripts') html: string;
}
