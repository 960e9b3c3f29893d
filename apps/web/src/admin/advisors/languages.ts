import { localeTag } from '~/shared/i18n.ts';

/** Offered when somebody is invited; an advisor may add any other. */
export const SPOKEN = [
  'ar',
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'fi',
  'fr',
  'hr',
  'hu',
  'it',
  'ja',
  'nl',
  'no',
  'pl',
  'pt',
  'ro',
  'ru',
  'sk',
  'sl',
  'sr',
  'sv',
  'tr',
  'uk',
  'zh',
] as const;

export const languageName = (code: string): string =>
  new Intl.DisplayNames([localeTag()], { type: 'language' }).of(code) ?? code;

/** "2026-11" as the month of a year; ratings tell no day. */
export function monthName(month: string): string {
  const [year = 0, number = 1] = month.split('-').map((part) => Number.parseInt(part, 10));
  return new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric' }).format(new Date(year, number - 1, 1));
}
