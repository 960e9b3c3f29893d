/** Languages in which documents are printed. */
export type DocumentLocale = 'en' | 'de';

export const documentLocale = (locale: string): DocumentLocale => (locale.startsWith('de') ? 'de' : 'en');

const TAG: Readonly<Record<DocumentLocale, string>> = { en: 'en-GB', de: 'de-DE' };

export const moneyText = (minor: number, currency: string, locale: DocumentLocale): string => {
  const format = new Intl.NumberFormat(TAG[locale], { style: 'currency', currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits!);
};

export const dayText = (day: string, locale: DocumentLocale): string =>
  new Intl.DateTimeFormat(TAG[locale], { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

export const rateText = (basisPoints: number, locale: DocumentLocale): string =>
  new Intl.NumberFormat(TAG[locale], { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
