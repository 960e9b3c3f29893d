import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ACCESS_STATES = ['offered', 'active', 'ended', 'unused'] as const;
export type AccessState = (typeof ACCESS_STATES)[number];

/** The operator's way into a tenant: for a reason, for minutes, and seen by the tenant (features.md B9). */
@Entity({ name: 'operator_access' })
export class OperatorAccess {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** A person of the operator's own tenant. */
  @Column('uuid', { name: 'operator_id' })
  operatorId: string;

  @Column('text', { name: 'operator_name' })
  operatorName: string;

  @Column('text')
  reason: string;

  @Column('int')
  minutes: number;

  /** SHA-256. The code itself is nowhere in the database. */
  @Column('bytea', { name: 'code_hash' })
  codeHash: Buffer;

  @Column('timestamptz', { name: 'code_expires_at' })
  codeExpiresAt: Date;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  /** The end, whatever is refreshed until then. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** When the code was used. */
  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  state(now: Date): AccessState {
    if (this.endedAt !== null) return 'ended';
    if (this.startedAt !== null) return this.expiresAt > now ? 'active' : 'ended';
    return this.codeExpiresAt > now ? 'offered' : 'unused';
  }
}
