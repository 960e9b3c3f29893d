import type { Schemas } from '~/shared/api/index.ts';

export type LegalState = Schemas['LegalStateView'];
export type LegalKind = LegalState['kind'];
export type LegalLocale = LegalState['locale'];

export const LEGAL_KINDS: readonly LegalKind[] = ['terms', 'privacy', 'imprint', 'withdrawal', 'accessibility'];
export const LEGAL_LOCALES: readonly LegalLocale[] = ['en', 'de', 'ar'];

/** Pages that people agree to: a new version asks them again. */
export const AGREED_TO: readonly LegalKind[] = ['terms', 'privacy'];

export const kindOf = (value: string): LegalKind | undefined => LEGAL_KINDS.find((kind) => kind === value);
export const localeOf = (value: string): LegalLocale | undefined => LEGAL_LOCALES.find((locale) => locale === value);
