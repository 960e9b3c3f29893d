import { Column, Entity, PrimaryColumn } from 'typeorm';

export type RevokedReason =
  'signed_out' | 'revoked' | 'reuse' | 'password_changed' | 'frozen' | 'closed' | 'removed' | 'access_ended';

/** Sliding: each refresh starts it anew. */
export const SESSION_SECONDS = 30 * 86_400;

/** One sign-in on one device, and at the same time one family of refresh tokens: only the newest of them counts. */
@Entity({ name: 'session' })
export class Session {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  /** Number of the current refresh token; each rotation adds one. */
  @Column('int', { name: 'refresh_counter' })
  refreshCounter: number;

  /** SHA-256 of the current refresh token. The token itself is nowhere in the database. */
  @Column('bytea', { name: 'refresh_hash' })
  refreshHash: Buffer;

  @Column('timestamptz', { name: 'rotated_at' })
  rotatedAt: Date;

  @Column('inet', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'last_used_at' })
  lastUsedAt: Date;

  /** Ends when it was said to end: a refresh does not prolong it. */
  @Column('boolean', { name: 'is_bounded' })
  isBounded: boolean;

  /** Slides with each rotation, unless the session is bounded. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  revokedReason: RevokedReason | null;

  isOpen(now: Date): boolean {
    return this.revokedAt === null && this.expiresAt > now;
  }
}
