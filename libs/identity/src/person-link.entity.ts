import { Column, Entity, PrimaryColumn } from 'typeorm';

export type LinkPurpose = 'verify_email' | 'reset_password' | 'marketing';

/** A link in a mail, for one use. Only the hash of its token is kept. */
@Entity({ name: 'person_link', schema: 'app' })
export class PersonLink {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') purpose: LinkPurpose;
  @Column('bytea', { name: 'token_hash' }) tokenHash: Buffer;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'used_at', nullable: true }) usedAt: Date | null;
}
