import { Column, Entity, PrimaryColumn } from 'typeorm';

export type RecordState = 'missing' | 'wrong' | 'right';

/** Where the mails of a licensee come from, and where answers go [A14]. */
@Entity({ name: 'mail_sender', schema: 'app' })
export class MailSender {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @Column('text', { name: 'reply_to', nullable: true }) replyTo: string | null;
  @Column('text', { nullable: true }) domain: string | null;
  /** What stands before the @. */
  @Column('text', { name: 'local_part', nullable: true }) localPart: string | null;
  @Column('text', { nullable: true }) selector: string | null;
  /** Base64 of the DER, as the DNS record has it. */
  @Column('text', { name: 'public_key', nullable: true }) publicKey: string | null;
  /** Sealed. */
  @Column('text', { name: 'private_key', nullable: true, select: false }) privateKey: string | null;
  @Column('text') spf: RecordState;
  @Column('text') dkim: RecordState;
  @Column('text') dmarc: RecordState;
  @Column('timestamptz', { name: 'checked_at', nullable: true }) checkedAt: Date | null;
  /** Set while SPF and DKIM are right; only then mails leave from the domain. */
  @Column('timestamptz', { name: 'verified_at', nullable: true }) verifiedAt: Date | null;
}
