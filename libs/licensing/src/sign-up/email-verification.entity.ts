import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link that proves an e-mail address. Only the hash of its token is kept. */
@Entity({ name: 'email_verification', schema: 'app' })
export class EmailVerification {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') email: string;
  @Column('bytea', { name: 'token_hash' }) tokenHash: Buffer;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'verified_at', nullable: true }) verifiedAt: Date | null;
}
