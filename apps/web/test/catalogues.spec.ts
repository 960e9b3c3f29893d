import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const src = path.resolve(import.meta.dirname, '../src');
const LANGUAGES = readdirSync(path.join(src, 'locales'));
const NAMESPACES = readdirSync(path.join(src, 'locales/en')).map((file) => path.basename(file, '.json'));
const PLURAL = /_(zero|one|two|few|many|other)$/;
/** The key without its form of plural; `sum_not_one` is no plural, because it has no other form. */
const baseOf = (key: string, all: object): string =>
  PLURAL.test(key) && key.replace(PLURAL, '_other') in all ? key.replace(PLURAL, '') : key;

/** Keys with their words: `{ 'nav.home': 'Start page' }`. */
function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value === 'string') return { [prefix]: value };
  return Object.assign(
    {},
    ...Object.entries(value as object).map(([key, inner]) => flat(inner, prefix === '' ? key : `${prefix}.${key}`)),
  ) as Record<string, string>;
}
const catalogue = (language: string, namespace: string): Record<string, string> =>
  flat(JSON.parse(readFileSync(path.join(src, 'locales', language, `${namespace}.json`), 'utf8')));

/** `{{variables}}` and `<tags>` of a text, in order of the alphabet. */
const parts = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}|<\/?(\w+)\s*\/?>/g)].map(([, name, tag]) => name ?? `<${tag}>`).sort();

/** Forms of plural that a language has. */
const forms = (language: string): string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories.map(String);

/** Every text in the code that may be a key: whole strings, templates as patterns, and what a template adds to a string (`${key}.title`). */
function textsOfTheCode(): { whole: Set<string>; patterns: RegExp[]; endings: Set<string> } {
  const whole = new Set<string>();
  const patterns = new Set<string>();
  const endings = new Set<string>();
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) whole.add(node.text.replace(/^\w+:/, ''));
    if (ts.isTemplateExpression(node)) {
      const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      const text = pieces.map(escaped).join('[\\w-]+');
      if (/^\.[\w.]+$/.test(pieces.join(''))) endings.add(pieces.join(''));
      // A template without a dot of its own would fit everything.
      if (pieces.join('').includes('.')) patterns.add(text.replace(/^\w+:/, ''));
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files)
    visit(ts.createSourceFile(file, readFileSync(path.join(src, file), 'utf8'), ts.ScriptTarget.Latest));
  return { whole, endings, patterns: [...patterns].map((pattern) => new RegExp(`^${pattern}$`)) };
}

describe('the words of the screens', () => {
  it('exist in English and German', () => expect(LANGUAGES.sort()).toEqual(['de', 'en']));

  it.each(NAMESPACES)('%s: each language has the same keys, variables and tags, and its own plurals', (namespace) => {
    const english = catalogue('en', namespace);
    const base = (keys: Record<string, string>): string[] =>
      [...new Set(Object.keys(keys).map((key) => baseOf(key, keys)))].sort();
    for (const language of LANGUAGES) {
      const own = catalogue(language, namespace);
      expect(base(own)).toEqual(base(english));
      for (const [key, text] of Object.entries(own)) {
        expect([key, text.trim()]).not.toEqual([key, '']);
        const twin = english[key];
        // The form for one may say "one" without the number.
        if (twin !== undefined && !key.endsWith('_one')) expect([key, ...parts(text)]).toEqual([key, ...parts(twin)]);
        if (baseOf(key, own) !== key)
          for (const form of forms(language)) expect(Object.keys(own)).toContain(`${baseOf(key, own)}_${form}`);
      }
    }
  });

  it('are all used', () => {
    const { whole, patterns, endings } = textsOfTheCode();
    const isUsed = (key: string): boolean =>
      whole.has(key) ||
      patterns.some((pattern) => pattern.test(key)) ||
      [...endings].some((ending) => key.endsWith(ending) && whole.has(key.slice(0, -ending.length)));
    const unused = NAMESPACES.flatMap((namespace) => {
      const words = catalogue('en', namespace);
      return Object.keys(words)
        .filter((key) => !isUsed(key) && !isUsed(baseOf(key, words)))
        .map((key) => `${namespace}:${key}`);
    });
    expect(unused).toEqual([]);
  });

  it('do not name the platform', () => {
    for (const language of LANGUAGES)
      for (const namespace of NAMESPACES.filter((name) => name !== 'ops'))
        for (const [key, text] of Object.entries(catalogue(language, namespace)))
          expect([key, /licensing.platform/i.test(text)]).toEqual([key, false]);
  });
});
