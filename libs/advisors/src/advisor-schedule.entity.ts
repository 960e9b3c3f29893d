import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DayException, WeeklyHours } from './schedule.js';

/** When an advisor means to be there: it informs, it switches nobody on. */
@Entity({ name: 'advisor_schedule' })
export class AdvisorSchedule {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid', { name: 'advisor_id' })
  advisorId: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  @Column('jsonb')
  weekly: readonly WeeklyHours[];

  @Column('jsonb')
  exceptions: readonly DayException[];

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
