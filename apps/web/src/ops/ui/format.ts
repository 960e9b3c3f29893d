import { localeTag } from '~/shared/i18n.ts';
import { money } from '~/shared/format.ts';

/** Days and months of usage are those of UTC, whatever zone the reader is in. */
const utc = (iso: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: 'UTC' }).format(new Date(iso));

export const utcDay = (day: string): string => utc(day, { day: 'numeric', month: 'short' });
export const utcMonth = (month: string): string => utc(`${month}-01`, { month: 'long', year: 'numeric' });

/** With its sign, so that a surplus and a shortage are told apart. */
export const signedMoney = (minor: number, currency: string): string =>
  money(minor, currency, { signDisplay: 'exceptZero' });

/** For the axis of a chart, whose ticks may lie between two minor units. */
export const axisMoney =
  (currency: string) =>
  (minor: number): string =>
    money(Math.round(minor), currency);

export const nameOfCurrency = (currency: string): string =>
  new Intl.DisplayNames([localeTag()], { type: 'currency' }).of(currency) ?? currency;

/** Address of a licensee's host on this installation: same scheme and port as the console. */
export const adminUrl = (host: string): string =>
  `${location.protocol}//${host}${location.port && `:${location.port}`}/admin/`;
