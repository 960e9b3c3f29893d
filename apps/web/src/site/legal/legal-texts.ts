import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { keys } from '../lib/keys.ts';

export type LegalKind = Schemas['LegalHeadView']['kind'];
export type LegalHead = Schemas['LegalHeadView'];

export const LEGAL_KINDS = ['terms', 'privacy', 'imprint', 'withdrawal', 'accessibility'] as const;

/** The page of each kind that a reader of this language gets: theirs, else the licensee's own, English, or what there is. */
export function headsFor(heads: readonly LegalHead[], language: string): LegalHead[] {
  return LEGAL_KINDS.flatMap((kind) => {
    const ofKind = heads.filter((head) => head.kind === kind);
    const best =
      [language, boot.site.locale, 'en'].flatMap((locale) => ofKind.filter((head) => head.locale === locale))[0] ??
      ofKind[0];
    return best === undefined ? [] : [best];
  });
}

/** The legal pages there are, in the language of the page. */
export function useLegalHeads() {
  const { i18n } = useTranslation('site');
  return useQuery({
    queryKey: keys.legal,
    queryFn: () => unwrap(api.GET('/v1/legal', {})),
    staleTime: 300_000,
    select: ({ data }) => headsFor(data, i18n.language),
  });
}
