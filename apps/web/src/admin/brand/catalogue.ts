import { useQuery } from '@tanstack/react-query';
import { isFixedText } from '~/shared/i18n.ts';
import type { Locale } from './document.ts';

const catalogues = import.meta.glob<Record<string, unknown>>('../../locales/*/{site,call,common}.json', {
  import: 'default',
});
const NAMESPACES = ['site', 'call', 'common'] as const;
/** Names that the API takes; words that change with a number are left to the product. */
const NAME = /^[a-z][a-zA-Z0-9.]{0,79}$/;

function flat(tree: Record<string, unknown>, prefix: string): [name: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`${prefix}.${key}`, value]]
      : flat(value as Record<string, unknown>, `${prefix}.${key}`),
  );
}

/** The product's own words for callers, by name: what a licensee can say in other words. */
export const useCatalogue = (locale: Locale) =>
  useQuery({
    queryKey: ['catalogue', locale],
    staleTime: Infinity,
    queryFn: async () => {
      const parts = await Promise.all(
        NAMESPACES.map(async (namespace) => {
          const tree = await catalogues[`../../locales/${locale}/${namespace}.json`]!();
          return flat(tree, namespace).filter(([name]) => NAME.test(name) && !isFixedText(name));
        }),
      );
      return new Map(parts.flat());
    },
  });
