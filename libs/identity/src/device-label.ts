import type { Context } from '@app/kernel';

// The first match wins: almost every browser also calls itself Chrome and Safari, and Android also Linux.
const BROWSERS: readonly [pattern: RegExp, name: string][] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\b(?:OPR|OPT|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly [pattern: RegExp, name: string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

/** From where something was done, as evidence for who is told of it. */
export interface Origin {
  readonly ip: string | null;
  readonly device: string;
}

export const originOf = ({ ip, userAgent }: Pick<Context, 'ip' | 'userAgent'>): Origin => ({
  ip,
  device: deviceLabel(userAgent),
});

/** A device in plain words, "Chrome on Android", from what it calls itself. Evidence for a person to recognise, never a key of a decision. */
export function deviceLabel(userAgent: string | null): string {
  const text = userAgent ?? '';
  const find = (known: typeof BROWSERS): string | undefined => known.find(([pattern]) => pattern.test(text))?.[1];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  if (browser !== undefined && system !== undefined) return `${browser} on ${system}`;
  if (browser !== undefined || system !== undefined) return browser ?? `App on ${system}`;
  // A programme names itself first: "curl/8.5.0".
  const [, product] = /^([A-Za-z][\w.-]{1,30})\//.exec(text) ?? [];
  return product === undefined || product === 'Mozilla' ? 'Unknown device' : product;
}
