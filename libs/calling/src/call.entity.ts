import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Metadata, bigintColumn } from '@app/kernel';
import type { CallStatus, EndReason, Leg, Side, StopCause } from './call-machine.js';
import type { Sponsor, StoredTerms } from './pricing.js';

/** A leg as JSON: times as RFC 3339 text. */
export type StoredLeg = Omit<Leg, 'activeSince' | 'seenAt'> & { activeSince: string | null; seenAt: string | null };

/** A paid call. Its life is decided in call-machine.ts; this is only its row. */
@Entity({ name: 'call', schema: 'app' })
export class Call {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'caller_id' }) callerId: string;
  @Column('uuid', { name: 'advisor_id' }) advisorId: string;
  @Column('uuid', { name: 'advisor_person_id' }) advisorPersonId: string;
  @Column('text', { name: 'idempotency_key' }) idempotencyKey: string;
  /** What the licensee's own systems call it. */
  @Column('text', { name: 'external_id', nullable: true }) externalId: string | null;
  @Column('jsonb') metadata: Metadata;
  @Column('text') medium: 'voice' | 'video';
  @Column('text', { nullable: true }) topic: string | null;
  @Column('text') status: CallStatus;
  @Column('text', { name: 'end_reason', nullable: true }) endReason: EndReason | null;
  @Column('text', { name: 'decline_reason', nullable: true }) declineReason: string | null;
  @Column('jsonb') terms: StoredTerms;
  @Column('jsonb') legs: Record<Side, StoredLeg>;
  @Column('char') currency: string;
  @Column('uuid', { name: 'hold_id' }) holdId: string;
  /** The booking whose price is held, and stays held until the sides were connected. */
  @Column('uuid', { name: 'booking_id', nullable: true }) bookingId: string | null;
  /** The link by which it was requested: one of its calls, unless it is never connected. */
  @Column('uuid', { name: 'link_id', nullable: true }) linkId: string | null;
  @Column('bigint', { name: 'held_minor', transformer: bigintColumn }) heldMinor: bigint;
  @Column('int', { name: 'cap_seconds' }) capSeconds: number;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt: Date;
  @Column('timestamptz', { name: 'ring_expires_at' }) ringExpiresAt: Date;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt: Date | null;
  @Column('text', { name: 'accepted_device', nullable: true }) acceptedDevice: string | null;
  @Column('timestamptz', { name: 'connect_deadline', nullable: true }) connectDeadline: Date | null;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { name: 'deadline_at', nullable: true }) deadlineAt: Date | null;
  @Column('timestamptz', { name: 'next_check_at', nullable: true }) nextCheckAt: Date | null;
  @Column('int', { name: 'warned_seconds', nullable: true }) warnedSeconds: number | null;
  @Column('timestamptz', { name: 'grace_until', nullable: true }) graceUntil: Date | null;
  @Column('text', { name: 'lost_by', nullable: true }) lostBy: Side | 'both' | 'media_server' | null;
  @Column('timestamptz', { name: 'last_confirmed_at', nullable: true }) lastConfirmedAt: Date | null;
  @Column('timestamptz', { name: 'unknown_since', nullable: true }) unknownSince: Date | null;
  @Column('int', { name: 'room_missing' }) roomMissing: number;
  @Column('boolean', { name: 'room_open' }) roomOpen: boolean;
  @Column('int', { name: 'room_close_attempts' }) roomCloseAttempts: number;
  @Column('timestamptz', { name: 'room_close_after', nullable: true }) roomCloseAfter: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('timestamptz', { name: 'settle_after', nullable: true }) settleAfter: Date | null;
  @Column('int', { name: 'billed_seconds', nullable: true }) billedSeconds: number | null;
  @Column('bigint', { name: 'price_minor', nullable: true, transformer: bigintColumn }) priceMinor: bigint | null;
  /** The shares of the price, once settled; they sum to it. */
  @Column('bigint', { name: 'advisor_minor', nullable: true, transformer: bigintColumn }) advisorMinor: bigint | null;
  @Column('bigint', { name: 'licensee_minor', nullable: true, transformer: bigintColumn }) licenseeMinor: bigint | null;
  @Column('bigint', { name: 'operator_minor', nullable: true, transformer: bigintColumn }) operatorMinor: bigint | null;
  @Column('bigint', { name: 'tax_minor', nullable: true, transformer: bigintColumn }) taxMinor: bigint | null;
  /** What of the advisor's share went for promo credit that they pay for. */
  @Column('bigint', { name: 'promo_cost_minor', transformer: bigintColumn }) promoCostMinor: bigint;
  /** Free seconds that somebody else than the caller bears, and what they would have cost; what the sponsor pays for them is in the shares. */
  @Column('int', { name: 'sponsored_seconds', nullable: true }) sponsoredSeconds: number | null;
  @Column('bigint', { name: 'sponsored_minor', nullable: true, transformer: bigintColumn }) sponsoredMinor:
    bigint | null;
  @Column('text', { nullable: true }) sponsor: Sponsor | null;
  @Column('uuid', { name: 'sponsor_transaction_id', nullable: true }) sponsorTransactionId: string | null;
  @Column('timestamptz', { name: 'settled_at', nullable: true }) settledAt: Date | null;
  @Column('uuid', { name: 'settlement_id', nullable: true }) settlementId: string | null;
}

@Entity({ name: 'call_segment', schema: 'app' })
export class CallSegment {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid', { name: 'call_id' }) callId: string;
  @PrimaryColumn('smallint') n: number;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('text', { name: 'opened_by' }) openedBy: string;
  @Column('text', { name: 'closed_by', nullable: true }) closedBy: string | null;
  @Column('text', { name: 'closed_cause', nullable: true }) closedCause: StopCause | null;
}
