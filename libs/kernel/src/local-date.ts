/** Dates of a time zone as text, `2026-11-21`. Pure: the same in every process, whatever zone it runs in. */
export type LocalDate = string;

const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The date on the wall of a time zone. */
export const localDate = (at: Date, timeZone: string): LocalDate =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** `days` dates, the last one given. */
export const datesUpTo = (last: LocalDate, days: number): LocalDate[] =>
  Array.from({ length: days }, (_, index) => addDays(last, index - days + 1));

/** This date when it is a Monday, else the next Monday. */
export function mondayFrom(date: LocalDate): LocalDate {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, (MONDAY - weekday + 7) % 7);
}
