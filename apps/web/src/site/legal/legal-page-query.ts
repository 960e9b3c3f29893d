import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '~/shared/api/index.ts';
import { keys } from '../lib/keys.ts';
import type { LegalKind } from './legal-texts.ts';

/** A legal page in the reader's language, or the best that there is. */
export const legalPageQuery = (kind: LegalKind, language: string) =>
  queryOptions({
    queryKey: [...keys.legal, kind, language],
    queryFn: () =>
      unwrap(
        api.GET('/v1/legal/{kind}', {
          params: { path: { kind }, query: /^[a-z]{2,3}$/.test(language) ? { locale: language } : {} },
        }),
      ),
    staleTime: 300_000,
  });
