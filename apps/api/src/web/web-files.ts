import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FACES, type Face } from './faces.js';

/** Where `npm start` and the image put the built screens; one folder deeper when this file is built itself. */
const CANDIDATES = ['../../../../dist/web', '../../../../web'].map((relative) =>
  path.resolve(import.meta.dirname, relative),
);

export interface WebFiles {
  readonly dir: string;
  readonly templates: Readonly<Record<Face, string>>;
  readonly serviceWorker: string;
  /** The call button, which other people's pages load. */
  readonly embed: string;
}

/** The built screens, or undefined where nobody built them (specs of the API alone). */
export function webFiles(): WebFiles | undefined {
  const dir = CANDIDATES.find((candidate) => existsSync(path.join(candidate, 'site.html')));
  if (dir === undefined) return undefined;
  const read = (name: string): string => readFileSync(path.join(dir, name), 'utf8');
  return {
    dir,
    templates: Object.fromEntries(FACES.map((face) => [face, read(`${face}.html`)])) as Record<Face, string>,
    serviceWorker: read('sw.js'),
    embed: read('embed.js'),
  };
}
