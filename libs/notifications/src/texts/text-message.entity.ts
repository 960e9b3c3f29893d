import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TextChannel, TextKind } from './texts.js';

/** One text: requested -> sending -> sent -> delivered | failed; dropped: not wanted any more. Kept for 90 days. */
@Entity({ name: 'text_message', schema: 'app' })
export class TextMessage {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  /** What it is about and for whom: asked for twice it is one text. */
  @Column('text') key: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  /** The number it was asked for, which may be gone since. */
  @Column('uuid', { name: 'number_id' }) numberId: string;
  @Column('text') kind: TextKind;
  @Column('text') channel: TextChannel;
  @Column('uuid', { name: 'call_id', nullable: true }) callId: string | null;
  /** Its line on the timeline of the call. */
  @Column('uuid', { name: 'attempt_id', nullable: true }) attemptId: string | null;
  /** The code, sealed; forgotten once the text is gone. */
  @Column('text', { nullable: true, select: false }) secret: string | null;
  @Column('text') status: 'requested' | 'sending' | 'sent' | 'delivered' | 'failed' | 'dropped';
  @Column('text', { name: 'provider_id', nullable: true }) providerId: string | null;
  /** Parts that are charged. */
  @Column('int') segments: number;
  @Column('int') attempts: number;
  @Column('text', { nullable: true }) failure: string | null;
  /** UTC, YYYY-MM-DD: the day whose budget it was taken from. */
  @Column('date') day: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;
}
