import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What a first visit loads, from the manifest of the build: sizes in kB of gzip (X12), and which code is in which face (O8, X9).
 * A spec needs the built screens; `npm test` builds them first.
 */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

const root = path.resolve(import.meta.dirname, '../../..');
const dist = path.join(root, 'dist/web');
const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
const content = (file: string): string => readFileSync(path.join(dist, file), 'utf8');
const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(content(file), { level: 9 }).length / 1000, 0);

/** The chunks that load together with these ones. */
function closure(keys: readonly string[], follow: 'static' | 'all' = 'static'): Set<string> {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    const { imports = [], dynamicImports = [] } = manifest[key]!;
    [...imports, ...(follow === 'all' ? dynamicImports : [])].forEach(visit);
  };
  keys.forEach(visit);
  return seen;
}

const FIRST_PAGE = {
  site: { pages: ['src/site/directory/directory-page.tsx'], js: 265, css: 40 },
  pro: { pages: [], js: 300, css: 45 },
  admin: { pages: ['src/admin/home/home-page.tsx'], js: 350, css: 45 },
  ops: { pages: ['src/ops/licensees/licensees-page.tsx'], js: 350, css: 45 },
} as const;
type Face = keyof typeof FIRST_PAGE;
const FACES = Object.keys(FIRST_PAGE) as Face[];

const firstPage = (face: Face): Set<string> =>
  closure([
    `${face}.html`,
    ...FIRST_PAGE[face].pages,
    ...['common', face].map((name) => `src/locales/en/${name}.json`),
  ]);
const filesOf = (keys: Iterable<string>): Set<string> => new Set([...keys].map((key) => manifest[key]!.file));
/** Only the shared worker of the pages is no chunk of a face. */
const all = (face: Face): Set<string> => filesOf(closure([`${face}.html`], 'all'));

describe('the call button', () => {
  it('is at most 10 kB as it is, stands alone, and leaves nothing in the page that it runs on', () => {
    const text = content('embed.js');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    expect(text).not.toMatch(/\b(import|export)\b/);
    // One expression: a name at the top level would be one of the page.
    expect(text.trim()).toMatch(/^\(\(\)=>\{[^]*\}\)\(\);?$/);
  });
});

describe('the built screens', () => {
  it.each(FACES)('%s: the first page keeps to its budget', (face) => {
    const chunks = firstPage(face);
    const css = new Set([...chunks].flatMap((key) => manifest[key]!.css ?? []));
    expect(kilobytes(css)).toBeGreaterThan(1);
    expect(kilobytes(css)).toBeLessThanOrEqual(FIRST_PAGE[face].css);
    expect(kilobytes(filesOf(chunks))).toBeGreaterThan(50);
    expect(kilobytes(filesOf(chunks))).toBeLessThanOrEqual(FIRST_PAGE[face].js);
  });

  it('load the media library in calls only', () => {
    const library = Object.keys(manifest).find((key) => key.includes('livekit-client'));
    expect(library).toBeDefined();
    for (const face of FACES) {
      const pages = manifest[`${face}.html`]!.dynamicImports ?? [];
      const before = pages.filter((page) => !page.includes('/call/'));
      expect(closure([`${face}.html`, ...before]).has(library!)).toBe(false);
    }
    expect(closure(['ops.html'], 'all').has(library!)).toBe(false);
  });

  it('give no code of the operator to a licensee', () => {
    const operators = [...closure(['ops.html'], 'all')].filter((key) => /^src\/ops\/|^ops\.html$/.test(key));
    expect(operators.length).toBeGreaterThan(5);
    const routes = /\/v1\/operator\//;
    expect([...all('ops')].some((file) => routes.test(content(file)))).toBe(true);
    for (const face of ['site', 'pro', 'admin'] as const) {
      const files = all(face);
      for (const key of operators) expect(files.has(manifest[key]!.file)).toBe(false);
      expect([...files].filter((file) => routes.test(content(file)))).toEqual([]);
    }
  });

  it('name neither the platform nor a licensee', () => {
    const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string };
    const names = new RegExp(`${own.name}|licensing.platform|\\baurora\\b|\\bzenith\\b`, 'i');
    const files = FACES.filter((face) => face !== 'ops').flatMap((face) => [...all(face)]);
    const pages = readdirSync(dist).filter((file) => file.endsWith('.html') && file !== 'ops.html');
    const leaks = [...new Set([...files, ...pages, 'sw.js'])].filter((file) => names.test(content(file)));
    expect(leaks).toEqual([]);
  });
});
