import { Choice } from '@app/kernel';

/** How many days, today included, a set of figures covers. */
export const Days = (): PropertyDecorator =>
  Choice({ description: "Days of the licensee's time zone, today included", of: ['7', '30', '90'], optional: true });

export type DayCount = '7' | '30' | '90';

export const daysOf = (days: DayCount): number => Number.parseInt(days, 10);
