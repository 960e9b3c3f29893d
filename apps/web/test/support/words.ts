import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const locales = path.resolve(import.meta.dirname, '../../src/locales');

function flat(value: unknown, prefix: string): [string, string][] {
  if (typeof value === 'string') return [[prefix, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${prefix}.${key}`));
}

/** All words of a language by `namespace.key`. */
export const wordsOf = (language: string): Map<string, string> =>
  new Map(
    readdirSync(path.join(locales, language)).flatMap((file) =>
      flat(JSON.parse(readFileSync(path.join(locales, language, file), 'utf8')), path.basename(file, '.json')),
    ),
  );

/** The whole of a text, with anything where its variables are. */
const pattern = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{[^}]*\}\}/g, '.+')}$`);

const TEXTS = `(() => {
  const walker = document.createTreeWalker(document.getElementById('root'), NodeFilter.SHOW_TEXT);
  const texts = [...document.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label'));
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return texts.map((text) => text.trim()).filter((text) => text !== '');
})()`;

/** Texts on a German page that are English, or that are the name of a text. */
export async function notGerman(page: Page): Promise<string[]> {
  const german = wordsOf('de');
  const known = [...german.values()].map(pattern);
  const english = [...wordsOf('en')]
    .filter(([key, text]) => text !== german.get(key) && /[a-z]{3}/i.test(text.replace(/\{\{[^}]*\}\}/g, '')))
    .map(([, text]) => pattern(text));
  const texts = (await page.evaluate(TEXTS)) as string[];
  return texts.filter(
    (text) =>
      /^[a-z]\w*(:\w+)?(\.\w+)+$/.test(text) ||
      (english.some((one) => one.test(text)) && !known.some((one) => one.test(text))),
  );
}
