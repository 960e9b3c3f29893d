import type { Schemas } from '~/shared/api/index.ts';
import { localeTag } from '~/shared/i18n.ts';

type RateHours = Schemas['RateHours'];

/** Hours with another price as they are edited: a time field has no 24:00, so midnight at the end is typed as 00:00. */
export interface HoursRow {
  readonly day: number;
  readonly from: string;
  readonly to: string;
  /** Percent with a sign: "25", "-10". */
  readonly adjustBp: string;
}

export const MAX_HOURS = 42;
const SIGNED = /^\s*([+\-\u2212]?)\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/;

/** Basis points of "-12.5"; undefined when it is no percentage. */
export function parseAdjustment(typed: string): number | undefined {
  const match = SIGNED.exec(typed);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const basisPoints = Number.parseInt(whole + fraction.padEnd(2, '0'), 10);
  return sign === '' || sign === '+' ? basisPoints : -basisPoints;
}

/** "-12.5" of -1250 basis points. */
function editableAdjustment(basisPoints: number): string {
  const text = Math.abs(basisPoints).toString().padStart(3, '0');
  const fraction = text.slice(-2).replace(/0+$/, '');
  return `${basisPoints < 0 ? '-' : ''}${text.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const hoursRows = (hours: readonly RateHours[]): HoursRow[] =>
  hours.map(({ day, from, to, adjustBp }) => ({
    day,
    from,
    to: to === '24:00' ? '00:00' : to,
    adjustBp: editableAdjustment(adjustBp),
  }));

/** The hours of the rows. Every row must have been found right. */
export const hoursOf = (rows: readonly HoursRow[]): RateHours[] =>
  rows.map(({ day, from, to, adjustBp }) => ({
    day,
    from,
    to: to === '00:00' ? '24:00' : to,
    adjustBp: parseAdjustment(adjustBp) ?? 0,
  }));

/** Where rows cannot be read, under the name of their list: `hours.0.adjustBp`. The rest is the service's to say. */
export const unreadableHours = (rows: readonly HoursRow[], list: string, words: string): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap(({ adjustBp }, i) => (parseAdjustment(adjustBp) ? [] : [[`${list}.${i}.adjustBp`, words]])),
  );

export const weekdayName = (day: number): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
