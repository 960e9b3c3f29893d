import type { ResourceKey } from 'i18next';

const ACCENTS: Record<string, string> = Object.fromEntries(
  [...'aáeéiíoóuúyýcçnñsšzžAÁEÉIÍOÓUÚYÝCÇNÑSŠZŽ'].reduce<[string, string][]>(
    (pairs, char, i, all) => (i % 2 === 0 ? [...pairs, [char, all[i + 1]!]] : pairs),
    [],
  ),
);
const RLM = '\u200f';

/** Changes the words and leaves `{{variables}}` and `<tags>` alone. */
const words = (text: string, change: (word: string) => string): string =>
  text.replace(
    /(\{\{[^}]*\}\}|<[^>]*>|\$t\([^)]*\))|([^{<$]+)/g,
    (_, kept: string | undefined, plain: string | undefined) => kept ?? change(plain ?? ''),
  );

const longer = (text: string): string =>
  `[${words(text, (part) => part.replace(/[a-zA-Z]/g, (char) => ACCENTS[char] ?? char))}${'·'.repeat(Math.ceil(text.length * 0.4))}]`;

const mirrored = (text: string): string =>
  `${RLM}${words(text, (part) => part.replace(/\S+/g, (word) => `${word}${RLM}`))}${RLM}`;

/** A made language from the English catalogue: `en-XA` has 40 % longer words, `ar-XB` runs from right to left. */
export function pseudo(catalogue: ResourceKey, language: string): ResourceKey {
  if (typeof catalogue === 'string') return language === 'en-XA' ? longer(catalogue) : mirrored(catalogue);
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [key, pseudo(value as ResourceKey, language)]),
  ) as ResourceKey;
}
