import { localeTag } from './i18n.ts';

/** A day of a document, "2030-01-31": the same for every reader, wherever they are. */
export const day = (text: string): string =>
  new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${text}T00:00:00Z`),
  );

/** A month, "2030-01". */
export const month = (text: string): string =>
  new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${text}-01T00:00:00Z`),
  );
