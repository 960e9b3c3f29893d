import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MailLocale, TemplateName } from './templates.js';

/** Words of the licensee for one mail in one language. */
@Entity({ name: 'mail_template', schema: 'app' })
export class MailTemplate {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('text') template: TemplateName;
  @PrimaryColumn('text') locale: MailLocale;
  @Column('text') subject: string;
  @Column('text') body: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
}
