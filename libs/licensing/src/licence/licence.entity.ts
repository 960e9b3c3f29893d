import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlanTerms } from '../plans/plan-terms.js';
import { LicenceMoveRefused } from './licence.problems.js';

export const LICENCE_STATES = ['trial', 'active', 'past_due', 'suspended', 'terminated'] as const;
export type LicenceStatus = (typeof LICENCE_STATES)[number];

/** Why a licence is suspended: paying ends the first, the operator the second. */
export type HeldFor = 'unpaid' | 'operator';

/** How far the end of a licence is [A21, A22]. Each stage begins when the one before is done. */
export const ENDING_STAGES = ['planned', 'refunding', 'paying_out', 'export', 'deletion_due'] as const;
export type EndingStage = (typeof ENDING_STAGES)[number];

/** The legal moves [A3]; everything else is refused. */
const MOVES: Readonly<Record<LicenceStatus, readonly LicenceStatus[]>> = {
  trial: ['active', 'suspended', 'terminated'],
  active: ['past_due', 'suspended', 'terminated'],
  past_due: ['active', 'suspended', 'terminated'],
  suspended: ['trial', 'active', 'past_due', 'terminated'],
  terminated: [],
};

/** The agreement between the operator and a licensee. The methods change the row in memory; `LicencesService` writes it with its history. */
@Entity({ name: 'licence', schema: 'app' })
export class Licence {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @Column('text') status: LicenceStatus;
  @Column('text', { name: 'held_for', nullable: true }) heldFor: HeldFor | null;
  @Column('uuid', { name: 'plan_id' }) planId: string;
  @Column('text', { name: 'plan_name' }) planName: string;
  @Column('int', { name: 'plan_version' }) planVersion: number;
  @Column('char', { length: 3 }) currency: string;
  /** The terms of the plan as they were when it was taken [A6]. */
  @Column('jsonb') terms: PlanTerms;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('timestamptz', { name: 'status_since' }) statusSince: Date;
  @Column('timestamptz', { name: 'trial_ends_at', nullable: true }) trialEndsAt: Date | null;
  /** First day (UTC, YYYY-MM-DD) that is charged; null while the trial runs. */
  @Column('date', { name: 'charged_from', nullable: true }) chargedFrom: string | null;
  /** The first of the month that is invoiced next. */
  @Column('date', { name: 'invoiced_until', nullable: true }) invoicedUntil: string | null;
  @Column('boolean', { name: 'setup_invoiced' }) setupInvoiced: boolean;
  @Column('timestamptz', { name: 'ends_at', nullable: true }) endsAt: Date | null;
  @Column('text', { nullable: true }) ending: EndingStage | null;
  @Column('timestamptz', { name: 'ending_since', nullable: true }) endingSince: Date | null;
  @Column('timestamptz', { name: 'export_until', nullable: true }) exportUntil: Date | null;
  @Column('int') revision: number;

  /** The trial is over, or what was unpaid is paid. @throws LicenceMoveRefused */
  activate(at: Date): void {
    this.move('active', at);
  }

  /** A payment failed. @throws LicenceMoveRefused */
  fallBehind(at: Date): void {
    this.move('past_due', at);
  }

  /** Nothing that costs money starts from now on [A4, M4]. @throws LicenceMoveRefused */
  suspend(why: HeldFor, at: Date): void {
    this.move('suspended', at);
    this.heldFor = why;
  }

  /** Back to where it would be without the suspension. @throws LicenceMoveRefused */
  reinstate(isBehind: boolean, at: Date): void {
    const to = isBehind ? 'past_due' : this.chargedFrom === null ? 'trial' : 'active';
    if (this.status !== 'suspended') throw new LicenceMoveRefused(this.status, to);
    this.move(to, at);
  }

  /** The end. @throws LicenceMoveRefused */
  terminate(at: Date): void {
    this.move('terminated', at);
  }

  /** From this day on it is charged. */
  chargeFrom(day: string): void {
    this.chargedFrom = day;
    this.invoicedUntil = `${day.slice(0, 7)}-01`;
  }

  private move(to: LicenceStatus, at: Date): void {
    if (!MOVES[this.status].includes(to)) throw new LicenceMoveRefused(this.status, to);
    this.status = to;
    this.statusSince = at;
    this.heldFor = null;
  }
}

/** One dated and attributed step in the life of a licence. Rows without UPDATE and DELETE rights. */
@Entity({ name: 'licence_change', schema: 'app' })
export class LicenceChange {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('timestamptz') at: Date;
  @Column('text') kind: 'started' | 'state' | 'plan' | 'ending';
  @Column('text', { name: 'from_status', nullable: true }) fromStatus: LicenceStatus | null;
  @Column('text', { name: 'to_status' }) toStatus: LicenceStatus;
  @Column('text', { nullable: true }) ending: EndingStage | null;
  @Column('text', { name: 'plan_name' }) planName: string;
  @Column('int', { name: 'plan_version' }) planVersion: number;
  /** The terms from here on, where they changed. */
  @Column('jsonb', { nullable: true }) terms: PlanTerms | null;
  @Column('text') reason: string;
  @Column('text') actor: 'operator' | 'licensee' | 'system';
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
}
