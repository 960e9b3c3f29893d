import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Channel, TopicName } from './topics.js';

/** What somebody has switched off, or on again; without a row it is on. */
@Entity({ name: 'notification_preference', schema: 'app' })
export class NotificationPreference {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid', { name: 'person_id' }) personId: string;
  @PrimaryColumn('text') topic: TopicName;
  @PrimaryColumn('text') channel: Channel;
  @Column('boolean', { name: 'is_on' }) isOn: boolean;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
}

/** asked -> confirmed (by the link of a mail) -> withdrawn; and from the start again. Only confirmed lets marketing out. */
@Entity({ name: 'marketing_consent', schema: 'app' })
export class MarketingConsent {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid', { name: 'person_id' }) personId: string;
  @Column('text') status: 'asked' | 'confirmed' | 'withdrawn';
  @Column('timestamptz', { name: 'asked_at' }) askedAt: Date;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
}
