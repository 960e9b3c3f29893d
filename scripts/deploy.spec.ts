import fs from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { VARIABLES, type Variable } from '@app/kernel';

const read = (file: string): string => fs.readFileSync(new URL(`../deploy/${file}`, import.meta.url), 'utf8');
/** The addresses of the roles are written by `migrate`. */
const secrets = Object.entries(VARIABLES as Record<string, Variable<unknown>>)
  .filter(([name, { secret }]) => secret && !name.startsWith('DATABASE_'))
  .map(([name]) => name);

describe('what is deployed', () => {
  it.each(['compose.yml', 'platform.env.example', 'README.md'])('is given every secret, by %s', (file) => {
    const text = read(file);
    const missing = secrets.filter((name) => !new RegExp(`(^|[^A-Z_])${name}([^A-Z_]|$)`, 'm').test(text));
    expect(missing).toEqual([]);
    expect(secrets).toContain('APNS_KEY');
  });

  it('hands on every variable of the example', () => {
    const compose = read('compose.yml');
    const asked = [...read('platform.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);
    expect(asked.filter((name) => !compose.includes(`\${${name}`))).toEqual([]);
  });
});
