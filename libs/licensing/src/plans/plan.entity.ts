import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlanTerms } from './plan-terms.js';

/** A version of a plan. It never changes: an edit is the next version, and this one is archived. */
@Entity({ name: 'plan', schema: 'app' })
export class Plan {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  /** The same for all versions of a plan. */
  @Column('uuid', { name: 'family_id' }) familyId: string;
  @Column('int') version: number;
  @Column('text') name: string;
  @Column('char', { length: 3 }) currency: string;
  @Column('jsonb') terms: PlanTerms;
  /** Offered on the sign-up page. */
  @Column('boolean', { name: 'is_public' }) isPublic: boolean;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
