import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

export const ADVISOR_STATUSES = ['pending', 'active', 'suspended'] as const;
export type AdvisorStatus = (typeof ADVISOR_STATUSES)[number];
export const OFFLINE_REASONS = ['self', 'missed_rings', 'suspended', 'unreachable', 'away', 'schedule'] as const;
export type OfflineReason = (typeof OFFLINE_REASONS)[number];

/**
 * What visitors are told [H1]: in_call (busy) as long as calling has a live call, whether or not the advisor still wants more; away = back soon; on_schedule = offline
 * now, and on again by their hours.
 */
export const LIVE_STATUSES = ['online', 'in_call', 'away', 'on_schedule', 'offline'] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

/** Somebody who takes paid calls at one licensee. */
@Entity({ name: 'advisor' })
export class Advisor {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('text')
  status: AdvisorStatus;

  @Column('text', { name: 'display_name' })
  displayName: string;

  @Column('text')
  headline: string;

  @Column('text')
  bio: string;

  @Column('text', { array: true })
  languages: string[];

  /** What the advisor is asked about, in their own words. */
  @Column('text', { array: true })
  topics: string[];

  @Column('uuid', { name: 'photo_id', nullable: true })
  photoId: string | null;

  /** Minor units per minute, tax included, in the licensee's currency; null = no voice calls. */
  @Column('bigint', { name: 'voice_rate_minor', nullable: true, transformer: bigintColumn })
  voiceRateMinor: bigint | null;

  /** Minor units per minute, tax included, in the licensee's currency; null = no video calls. */
  @Column('bigint', { name: 'video_rate_minor', nullable: true, transformer: bigintColumn })
  videoRateMinor: bigint | null;

  /** Own commission in basis points; null = the licensee's default. */
  @Column('int', { name: 'share_bp', nullable: true })
  shareBp: number | null;

  /** The advisor wants calls. Whether a call is running now is calling's knowledge. */
  @Column('boolean')
  available: boolean;

  @Column('timestamptz', { name: 'available_changed_at' })
  availableChangedAt: Date;

  @Column('text', { name: 'offline_reason', nullable: true })
  offlineReason: OfflineReason | null;

  /** The worker switches them on and off at the bounds of their hours. */
  @Column('boolean', { name: 'follows_schedule' })
  followsSchedule: boolean;

  @Column('timestamptz', { name: 'away_until', nullable: true })
  awayUntil: Date | null;

  /** When the worker looks next at who is away or follows the schedule. */
  @Column('timestamptz', { name: 'switch_at', nullable: true })
  switchAt: Date | null;

  /** Rings in a row that nobody answered. */
  @Column('int', { name: 'missed_rings' })
  missedRings: number;

  /** Average of the stars in tenths, rounded half up by the database; null without a rating. */
  @Column({ type: 'int', name: 'rating_tenths', nullable: true, insert: false, update: false })
  ratingTenths: number | null;

  @Column({ type: 'int', name: 'rating_count', insert: false, update: false })
  ratingCount: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
