import type { BrandDocument } from './use-brand.ts';

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

export const MAX_TAGLINE = 160;
export const MAX_TEXT = 500;
export const MAX_TEXTS = 100;

/** The same words in the same order, whatever order they came in; what says nothing is left out. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, normal(one)] as const)
      .filter(
        ([, one]) => one !== '' && one !== undefined && !(typeof one === 'object' && one && !Object.keys(one).length),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export const sameDocument = (a: BrandDocument, b: BrandDocument): boolean =>
  JSON.stringify(normal(a)).toLowerCase() === JSON.stringify(normal(b)).toLowerCase() &&
  JSON.stringify(normal([a.texts, a.tagline])) === JSON.stringify(normal([b.texts, b.tagline]));

export const textsOf = (document: BrandDocument, locale: Locale): Record<string, string> =>
  (document.texts[locale] ?? {}) as Record<string, string>;

export const assetUrl = (id: string | null): string | null => (id === null ? null : `/brand/assets/${id}`);
