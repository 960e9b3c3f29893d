import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PricingChanges } from './pricing-rules.js';

/** refused: when its time came, the rules it was planned on had changed and it did not fit any more. */
export type TermsChangeStatus = 'pending' | 'applied' | 'cancelled' | 'refused';

/** New pricing rules that wait for their day. One waits at the most. */
@Entity({ name: 'terms_change' })
export class TermsChange {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('jsonb')
  changes: PricingChanges;

  @Column('timestamptz', { name: 'effective_at' })
  effectiveAt: Date;

  @Column('text')
  status: TermsChangeStatus;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
