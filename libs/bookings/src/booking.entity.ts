import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Metadata, bigintColumn } from '@app/kernel';
import type { StoredTerms } from '@app/calling';
import type { BookingStatus, CancelledBy, NoShowBy } from './booking-machine.js';
import type { BookingRules } from './cancellation.js';

/** A call at an agreed time, whose price is held. Its life is decided in booking-machine.ts; this is only its row. */
@Entity({ name: 'booking', schema: 'app' })
export class Booking {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'user_id' }) userId: string;
  @Column('uuid', { name: 'advisor_id' }) advisorId: string;
  @Column('uuid', { name: 'advisor_person_id' }) advisorPersonId: string;
  @Column('text', { name: 'idempotency_key' }) idempotencyKey: string;
  /** What the licensee's own systems call it, and say of it. */
  @Column('text', { name: 'external_id', nullable: true }) externalId: string | null;
  @Column('jsonb') metadata: Metadata;
  @Column('text') medium: 'voice' | 'video';
  @Column('int') minutes: number;
  @Column('text', { nullable: true }) topic: string | null;
  @Column('timestamptz', { name: 'starts_at' }) startsAt: Date;
  @Column('timestamptz', { name: 'ends_at' }) endsAt: Date;
  /** The end with the advisor's pause after it. */
  @Column('timestamptz', { name: 'free_at' }) freeAt: Date;
  @Column('text') status: BookingStatus;
  @Column('jsonb') terms: StoredTerms;
  @Column('jsonb') rules: BookingRules;
  @Column('int', { name: 'cap_seconds' }) capSeconds: number;
  @Column('char') currency: string;
  /** What is held: the whole price, tax included. */
  @Column('bigint', { name: 'price_minor', transformer: bigintColumn }) priceMinor: bigint;
  @Column('uuid', { name: 'hold_id' }) holdId: string;
  /** The last call that was made of it. */
  @Column('uuid', { name: 'call_id', nullable: true }) callId: string | null;
  @Column('int') tries: number;
  @Column('timestamptz', { name: 'accept_by', nullable: true }) acceptBy: Date | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt: Date | null;
  @Column('timestamptz', { name: 'user_arrived_at', nullable: true }) userArrivedAt: Date | null;
  @Column('timestamptz', { name: 'advisor_arrived_at', nullable: true }) advisorArrivedAt: Date | null;
  @Column('timestamptz', { name: 'reminded_day_at', nullable: true }) remindedDayAt: Date | null;
  @Column('timestamptz', { name: 'reminded_soon_at', nullable: true }) remindedSoonAt: Date | null;
  /** Who wants no contact with the other any more. */
  @Column('text', { name: 'blocked_by', nullable: true }) blockedBy: 'user' | 'advisor' | null;
  /** Why it was declined or cancelled. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text', { name: 'cancelled_by', nullable: true }) cancelledBy: CancelledBy | null;
  @Column('text', { name: 'no_show_by', nullable: true }) noShowBy: NoShowBy | null;
  /** What of the price was kept when it ended without a call. */
  @Column('bigint', { name: 'kept_minor', nullable: true, transformer: bigintColumn }) keptMinor: bigint | null;
  @Column('uuid', { name: 'fee_transaction_id', nullable: true }) feeTransactionId: string | null;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}
