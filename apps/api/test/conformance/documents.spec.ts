import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../../..');
const RUN = 'Run `npm run generate` and commit what it writes.';

/** Files of a directory that differ from what was generated now, or are missing. */
function stale(generated: string, committed: string): string[] {
  return fs.readdirSync(generated).filter((file) => {
    const there = path.join(committed, file);
    return (
      !fs.existsSync(there) || fs.readFileSync(there, 'utf8') !== fs.readFileSync(path.join(generated, file), 'utf8')
    );
  });
}

/** Words of the sources: what a generated list must name. */
function inSources(pattern: RegExp, files: RegExp): string[] {
  const libs = path.join(root, 'libs');
  const found = fs
    .readdirSync(libs, { recursive: true, encoding: 'utf8' })
    .filter((file) => files.test(file) && !file.endsWith('.spec.ts') && !file.startsWith('testing'))
    .flatMap((file) => [...fs.readFileSync(path.join(libs, file), 'utf8').matchAll(pattern)].map((match) => match[1]!));
  return [...new Set(found)].sort();
}

/** First cells of the tables of a document, from a heading on. */
function firstCells(file: string, heading = ''): string[] {
  const text = fs.readFileSync(file, 'utf8');
  return text
    .slice(text.indexOf(heading))
    .split('\n')
    .flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? [])
    .sort();
}

describe('generated documents', () => {
  let scratch: string;
  let generated: string;
  beforeAll(() => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'platform-documents-'));
    generated = path.join(scratch, 'docs');
    // Both halves of `npm run generate` write below the working directory.
    for (const script of ['dist/apps/api/src/generate.js', 'scripts/generate.ts']) {
      execFileSync(process.execPath, ['--no-warnings', path.join(root, script)], { cwd: scratch, stdio: 'pipe' });
    }
  });
  afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

  it('are what the code generates now', () => {
    expect(fs.readdirSync(generated).sort()).toEqual([
      'configuration.md',
      'events.md',
      'events.schema.json',
      'modules.md',
      'openapi.json',
      'problems.md',
      'public-events.md',
      'roles.md',
    ]);
    expect({ stale: stale(generated, path.join(root, 'docs')), cure: RUN }).toEqual({ stale: [], cure: RUN });
    for (const client of ['apps/web/src/shared/api', 'libs/sdk/src', 'apps/api/src/docs']) {
      expect({ stale: stale(path.join(scratch, client), path.join(root, client)), cure: RUN }).toEqual({
        stale: [],
        cure: RUN,
      });
    }
  });

  it('name every problem, event and variable that the sources define', () => {
    expect(firstCells(path.join(generated, 'problems.md'))).toEqual(
      inSources(/static override readonly type = '([a-z-]+)'/g, /\.ts$/),
    );
    expect(firstCells(path.join(generated, 'events.md'))).toEqual(
      inSources(/defineEvent(?:<[^(]*>)?\(\s*'([a-z_.]+)'/g, /\.events\.ts$/),
    );
    expect(firstCells(path.join(generated, 'configuration.md')).length).toBeGreaterThan(20);
  });

  it('hold nothing of the machine that generated them', () => {
    for (const file of fs.readdirSync(generated)) {
      const text = fs.readFileSync(path.join(generated, file), 'utf8');
      expect([file, [root, os.hostname(), scratch].filter((word) => text.includes(word))]).toEqual([file, []]);
    }
  });

  it('are reported when one is edited by hand or missing', () => {
    const copy = path.join(scratch, 'committed');
    fs.cpSync(generated, copy, { recursive: true });
    expect(stale(generated, copy)).toEqual([]);
    fs.appendFileSync(path.join(copy, 'roles.md'), '\n');
    fs.rmSync(path.join(copy, 'problems.md'));
    expect(stale(generated, copy)).toEqual(['problems.md', 'roles.md']);
  });
});
