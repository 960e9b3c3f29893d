import { boot } from './boot.ts';
import { localeTag } from './i18n.ts';

const digits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/**
 * An amount in minor units as text, with as many decimals as its currency has. The amount is put together as a decimal string, so it never
 * passes through a float.
 */
export function money(
  minor: number | bigint,
  currency: string = boot.site.currency,
  options: Intl.NumberFormatOptions = {},
): string {
  const places = digits(currency);
  const text = minor
    .toString()
    .replace('-', '')
    .padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const decimal = `${minor < 0 ? '-' : ''}${whole}${places > 0 ? `.${text.slice(-places)}` : ''}`;
  return new Intl.NumberFormat(localeTag(), { style: 'currency', currency, ...options }).format(
    decimal as Intl.StringNumericLiteral,
  );
}

/** Minor units of what somebody typed ("12.50", "12,50"), or undefined when it is no amount of this currency. */
export function parseMoney(typed: string, currency: string = boot.site.currency): number | undefined {
  const places = digits(currency);
  const match = /^\s*(\d{1,9})(?:[.,](\d+))?\s*$/.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > places) return undefined;
  return Number.parseInt(whole + fraction.padEnd(places, '0'), 10);
}

/** Minor units as an editable decimal, "12.50". */
export function editableMoney(minor: number, currency: string = boot.site.currency): string {
  const places = digits(currency);
  const text = minor.toString().padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** Whole minutes that an amount covers at a price of a minute, after what is charged once. A count, not money. */
export function minutesFor(minor: number, ratePerMinuteMinor: number, onceMinor = 0): number {
  const rest = BigInt(minor) - BigInt(onceMinor);
  return rest <= 0n || ratePerMinuteMinor <= 0 ? 0 : Number(rest / BigInt(ratePerMinuteMinor));
}

/** "1:02:03", as a meter shows it. */
export function clock(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const pad = (value: number): string => value.toString().padStart(2, '0');
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** "5 min 3 s", for people and screen readers. */
export function duration(seconds: number, style: 'short' | 'long' = 'short'): string {
  const parts = { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
  return new Intl.DurationFormat(localeTag(), { style, secondsDisplay: seconds < 60 ? 'always' : 'auto' }).format(
    parts,
  );
}

export const percent = (basisPoints: number): string =>
  new Intl.NumberFormat(localeTag(), { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);

export const number = (value: number): string => new Intl.NumberFormat(localeTag()).format(value);

/** Date and time in the reader's zone, which is named. */
export const dateTime = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));

/** The same to the second, where times have to add up on the page. */
export const dateTimeExact = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(iso));

export const date = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso));

export const time = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(
    new Date(iso),
  );
