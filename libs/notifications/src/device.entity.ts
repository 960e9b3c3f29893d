import { Column, Entity, PrimaryColumn } from 'typeorm';

export const PLATFORMS = ['android', 'ios', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const PUSH_KINDS = ['fcm_token', 'fcm_fid', 'apns_voip', 'webpush', 'web_subscription'] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

/** Kinds that Firebase delivers. `apns_voip` is Apple's own and goes there directly, a `web_subscription` to the push service of its browser. */
export const FCM_KINDS = ['fcm_token', 'fcm_fid', 'webpush'] as const satisfies readonly PushKind[];

export type RevokedReason = 'person' | 'signed_out' | 'dead_token' | 'replaced';

/** A phone or browser that can be rung [C10]. At most one live row per push value. */
@Entity({ name: 'device', schema: 'app' })
export class Device {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') platform: Platform;
  @Column('text', { name: 'push_kind' }) pushKind: PushKind;
  /** Address of the device at the push service. Who has it can ring the device: it is never shown and never logged. */
  @Column('text', { name: 'push_value', select: false }) pushValue: string;
  @Column('text', { nullable: true }) model: string | null;
  @Column('text', { name: 'os_version', nullable: true }) osVersion: string | null;
  @Column('text', { name: 'app_version', nullable: true }) appVersion: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'last_seen_at' }) lastSeenAt: Date;
  /** What the last test push carried; who sends it back proves that pushes arrive. Never shown. */
  @Column('text', { name: 'test_nonce', nullable: true, select: false }) testNonce: string | null;
  @Column('timestamptz', { name: 'test_sent_at', nullable: true }) testSentAt: Date | null;
  @Column('timestamptz', { name: 'proved_at', nullable: true }) provedAt: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt: Date | null;
  @Column('text', { name: 'revoked_reason', nullable: true }) revokedReason: RevokedReason | null;
}
