import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TextChannel } from './texts.js';

/** The phone of a person [O3]: waits for its code -> proved -> off (STOP, or nobody there). Another number is another row. */
@Entity({ name: 'text_number', schema: 'app' })
export class TextNumber {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  /** E.164, sealed. */
  @Column('text') number: string;
  @Column('text') channel: TextChannel;
  @Column('int', { name: 'consent_version' }) consentVersion: number;
  @Column('timestamptz', { name: 'consented_at' }) consentedAt: Date;
  /** Keyed; null once it is proved, or after too many tries. */
  @Column('bytea', { name: 'code_hash', nullable: true, select: false }) codeHash: Buffer | null;
  @Column('timestamptz', { name: 'code_expires_at', nullable: true }) codeExpiresAt: Date | null;
  @Column('int', { name: 'code_tries' }) codeTries: number;
  /** The text that carries the code that counts. */
  @Column('uuid', { name: 'code_text_id', nullable: true }) codeTextId: string | null;
  @Column('timestamptz', { name: 'proved_at', nullable: true }) provedAt: Date | null;
  @Column('text', { name: 'off_reason', nullable: true }) offReason: 'stopped' | 'unreachable' | null;
  @Column('timestamptz', { name: 'off_at', nullable: true }) offAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
