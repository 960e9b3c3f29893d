import { Column, Entity, PrimaryColumn } from 'typeorm';

export type CallbackStatus = 'open' | 'ready' | 'declined' | 'withdrawn' | 'done';

/**
 * Somebody asks an advisor to call back. open -> ready (the advisor waits for the call) | declined | withdrawn; asked again it is open, and a call between the two ends it as done. The one
 * who pays is the one who begins the call, so "ready" tells them that the advisor is there.
 */
@Entity({ name: 'callback', schema: 'app' })
export class Callback {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('uuid', { name: 'advisor_id' }) advisorId: string;
  @Column('text', { nullable: true }) note: string | null;
  @Column('text') status: CallbackStatus;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt: Date | null;
}

/** An advisor does not want to be told of what somebody asks for; it stands in their list [K7]. */
@Entity({ name: 'callback_mute', schema: 'app' })
export class CallbackMute {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid', { name: 'advisor_id' }) advisorId: string;
  @PrimaryColumn('uuid', { name: 'person_id' }) personId: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}

/** Somebody wants to be told, once, when an advisor is online. */
@Entity({ name: 'advisor_watch', schema: 'app' })
export class AdvisorWatch {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid', { name: 'person_id' }) personId: string;
  @PrimaryColumn('uuid', { name: 'advisor_id' }) advisorId: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
}
