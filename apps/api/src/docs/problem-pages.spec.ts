import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROBLEM_TEXTS, knownProblems, problemPages } from './problem-pages.js';

const known = knownProblems();
const DOCUMENT = path.join(import.meta.dirname, '../../../../docs/openapi.json');

/** [N17] The page that `type` of a refusal leads to. */
describe('the pages of problems', () => {
  it('are written for each type, and for none that is not there', () => {
    expect(Object.keys(PROBLEM_TEXTS).sort()).toEqual(known.map(({ code }) => code).sort());
  });

  it('say of each type in its own words what it means and what to do', () => {
    for (const { code } of known) {
      const { means, remedy, detail } = PROBLEM_TEXTS[code]!;
      expect([code, means.length > 25, remedy.length > 10, detail.length > 5]).toEqual([code, true, true, true]);
    }
    const words = known.map(({ code }) => PROBLEM_TEXTS[code]!);
    expect(new Set(words.map(({ means }) => means)).size).toBe(known.length);
    expect(new Set(words.map(({ means, remedy }) => `${means} ${remedy}`)).size).toBe(known.length);
  });

  it('name every member that an answer of the type may have, with an example', () => {
    const written = known.map(({ code }) => ({
      code,
      members: Object.keys(PROBLEM_TEXTS[code]!.members ?? {}).sort(),
    }));
    expect(written).toEqual(known.map(({ code, members }) => ({ code, members: [...members].sort() })));
  });

  it('lead from the list to each, and show a whole answer', () => {
    const pages = new Map(problemPages().map(({ path, markdown }) => [path, markdown]));
    for (const { code, status, title } of known) {
      expect(pages.get('problems')).toContain(`(/docs/problems/${code})`);
      const json = /```json\n([\s\S]*?)\n```/.exec(pages.get(`problems/${code}`)!)![1]!;
      expect(JSON.parse(json)).toMatchObject({ type: `/problems/${code}`, code, status, title });
    }
  });

  it('lead only to pages and operations that are there', () => {
    const guides = readdirSync(path.join(import.meta.dirname, 'guides')).map((file) => file.replace('.md', ''));
    const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Record<string, Record<string, object>> };
    for (const { markdown } of problemPages()) {
      for (const [, page] of markdown.matchAll(/\]\(\/docs\/([a-z-]+)\)/g))
        expect(['problems', ...guides]).toContain(page);
      for (const [, method, route] of markdown.matchAll(/`([A-Z]+) (\/v1\/[^`?]*)`/g))
        expect([route, Object.keys(paths[route!] ?? {})]).toEqual([
          route,
          expect.arrayContaining([method!.toLowerCase()]),
        ]);
    }
  });
});
