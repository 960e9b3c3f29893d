import { oneOf, textOf } from '../lib/search.ts';

export const SORTS = ['recommended', 'price'] as const;
export const MEDIA = ['voice', 'video'] as const;

/** What the visitor asked for, as it stands in the address. */
export interface DirectorySearch {
  readonly q?: string | undefined;
  readonly topic?: string | undefined;
  readonly language?: string | undefined;
  readonly medium?: (typeof MEDIA)[number] | undefined;
  readonly online?: 'true' | undefined;
  /** Minor units of a minute. */
  readonly maxRate?: string | undefined;
  readonly sort?: (typeof SORTS)[number] | undefined;
}

/** Nonsense in an address is left out rather than refused. */
export const directorySearch = (search: Record<string, unknown>): DirectorySearch => {
  const maxRate = textOf(search['maxRate']);
  const language = textOf(search['language']);
  return {
    q: textOf(search['q'])?.slice(0, 80),
    topic: textOf(search['topic'])?.slice(0, 40),
    language: language !== undefined && /^[a-z]{2,3}$/.test(language) ? language : undefined,
    medium: oneOf(search['medium'], MEDIA),
    online: oneOf(search['online'], ['true']),
    maxRate: maxRate !== undefined && /^[1-9]\d{0,4}$/.test(maxRate) ? maxRate : undefined,
    sort: oneOf(search['sort'], SORTS.slice(1)),
  };
};
