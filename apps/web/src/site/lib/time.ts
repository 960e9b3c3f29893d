import { localeTag } from '~/shared/i18n.ts';

export const visitorZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "Thursday, 26 November", in the reader's zone. */
export const longDay = (moment: Date): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: 'long', day: 'numeric', month: 'long' }).format(moment);

/** "9:00", in the reader's zone. */
export const timeOf = (moment: Date): string =>
  new Intl.DateTimeFormat(localeTag(), { hour: 'numeric', minute: '2-digit' }).format(moment);

/** "9:00 – 17:00", in the reader's zone; of one day, whose end may be midnight: `formatRange` would write out both dates for it. */
export const timeSpan = (from: Date, to: Date): string => `${timeOf(from)} – ${timeOf(to)}`;

/** "Thu, 26 Nov, 9:00", in the reader's zone. */
export const soon = (moment: Date): string =>
  new Intl.DateTimeFormat(localeTag(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(moment);

/** "November 2026" of "2026-11". */
export const monthName = (month: string): string =>
  new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** "2026-11-26" of a moment, in the reader's zone. */
export const dayOf = (moment: Date): string =>
  [
    moment.getFullYear().toString(),
    (moment.getMonth() + 1).toString().padStart(2, '0'),
    moment.getDate().toString().padStart(2, '0'),
  ].join('-');

/** First moment of a day of the reader's zone, as the API wants it. */
export const startOfDay = (day: string, plusDays = 0): string | undefined => {
  const [, y = '', m = '', d = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const moment = new Date(Number(y), Number(m) - 1, Number(d) + plusDays);
  return y === '' || Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
};

export const languageName = (language: string): string =>
  new Intl.DisplayNames([localeTag()], { type: 'language' }).of(language) ?? language;

/** "English and German". */
export const listOf = (names: readonly string[]): string => new Intl.ListFormat(localeTag()).format(names);
