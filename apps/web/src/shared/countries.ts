import { localeTag } from './i18n.ts';

/** The name of a country in the reader's language, once two letters name one. */
export function countryName(code: string): string | undefined {
  if (!/^[a-z]{2}$/i.test(code)) return undefined;
  return new Intl.DisplayNames([localeTag()], { type: 'region', fallback: 'none' }).of(code.toUpperCase());
}
