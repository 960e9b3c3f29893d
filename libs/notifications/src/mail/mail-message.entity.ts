import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateName } from './templates.js';

/** security: always. service: unless its topic is switched off. marketing: only with a confirmed consent. */
export type MailClass = 'service' | 'security' | 'marketing';

/** One mail to one person: requested -> sent | failed | dropped (not wanted any more, or too late) | kept (test mode). Kept for 90 days. */
@Entity({ name: 'mail_message', schema: 'app' })
export class MailMessage {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  /** What it is about and for whom: asked for twice it is one mail. */
  @Column('text') key: string;
  @Column('uuid', { name: 'person_id', nullable: true }) personId: string | null;
  @Column('text', { name: 'to_address' }) toAddress: string;
  @Column('text') template: TemplateName;
  @Column('text') locale: string;
  @Column('text') class: MailClass;
  @Column('text', { nullable: true }) topic: string | null;
  /** Values of the placeholders, in the language of the mail. */
  @Column('jsonb') data: Readonly<Record<string, string>>;
  /** Where its button leads, on the licensee's host. */
  @Column('text', { nullable: true }) path: string | null;
  /** Set where the platform writes and not the licensee. */
  @Column('text', { name: 'sender_name', nullable: true }) senderName: string | null;
  /** Token of the link, sealed; forgotten once the mail is gone. */
  @Column('text', { nullable: true, select: false }) secret: string | null;
  @Column('text') status: 'requested' | 'sent' | 'failed' | 'dropped' | 'kept';
  @Column('int') attempts: number;
  @Column('text', { nullable: true }) failure: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  /** From then on it is no news any more; null: always worth sending. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;
}
