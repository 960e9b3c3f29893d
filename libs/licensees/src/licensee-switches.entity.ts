import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What can be switched off at a licensee (features.md M6). */
export const SWITCHES = ['calls', 'topUps', 'signUps', 'signIns'] as const;
export type Switch = (typeof SWITCHES)[number];

/** Kill switches, set by the operator. A licensee without a row has everything on. */
@Entity({ name: 'licensee_switches' })
export class LicenseeSwitches {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @Column('boolean')
  calls: boolean;

  @Column('boolean', { name: 'top_ups' })
  topUps: boolean;

  @Column('boolean', { name: 'sign_ups' })
  signUps: boolean;

  @Column('boolean', { name: 'sign_ins' })
  signIns: boolean;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
