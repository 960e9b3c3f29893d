import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Provider } from './calendar-port.js';

/** An advisor's calendar at a provider. `reconnect`: the consent is gone, and only the advisor can give it again. */
@Entity({ name: 'calendar_link', schema: 'app' })
export class CalendarLink {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'advisor_id' }) advisorId: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') provider: Provider;
  @Column('text') status: 'connected' | 'reconnect';
  /** Counts consents: what an older one began is dropped. */
  @Column('int') revision: number;
  /** Sealed, like the refresh token. */
  @Column('text', { name: 'access_token', nullable: true }) accessToken: string | null;
  @Column('text', { name: 'refresh_token', nullable: true }) refreshToken: string | null;
  @Column('timestamptz', { name: 'access_until', nullable: true }) accessUntil: Date | null;
  @Column('timestamptz', { name: 'refreshing_until', nullable: true }) refreshingUntil: Date | null;
  @Column('text', { nullable: true }) cursor: string | null;
  @Column('timestamptz', { name: 'window_until', nullable: true }) windowUntil: Date | null;
  @Column('timestamptz', { name: 'next_sync_at', nullable: true }) nextSyncAt: Date | null;
  @Column('int') failures: number;
  @Column('timestamptz', { name: 'connected_at' }) connectedAt: Date;
  @Column('timestamptz', { name: 'synced_at', nullable: true }) syncedAt: Date | null;
}
