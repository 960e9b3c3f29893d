import fs from 'node:fs';
import path from 'node:path';
import base from './jest.config.mjs';

// `npm test` as a whole. Jest loads every module anew for every file, two and a half seconds of a core each time, so the specs of a folder are imported
// by one file, in groups. A single spec runs by its own path with jest.config.mjs.

const root = import.meta.dirname;
const folder = path.join(root, '.cache', 'specs');
/** Of source: what two workers share out well. */
const GROUP_BYTES = 128_000;
/** They run alone: scripts/test.ts. */
const ELSEWHERE = /\.browser\.spec\.ts$|^apps\/api\/test\/(demo|faults)/;
/** A hook or a time limit outside of `describe` would be one of the whole group. */
const HAS_ITS_OWN_RULES = /^(beforeAll|afterAll|beforeEach|afterEach|jest\.)/m;

const specs = fs
  .globSync('{apps,libs,migrations,scripts}/**/*.spec.ts', { cwd: root, exclude: (name) => name === 'node_modules' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => !ELSEWHERE.test(file))
  .sort();
const alone = [];
/** @type {Map<string, {file: string, bytes: number}[]>} */
const byFolder = new Map();
for (const file of specs) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  if (HAS_ITS_OWN_RULES.test(text)) alone.push(file);
  else {
    const noun = file.startsWith('libs/') ? 'libs' : path.dirname(file).split('/').slice(0, 2).join('-');
    byFolder.set(noun, [...(byFolder.get(noun) ?? []), { file, bytes: text.length }]);
  }
}

fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
const groups = [];
for (const [noun, members] of byFolder) {
  const parts = [[]];
  let bytes = 0;
  for (const member of members) {
    if (bytes > 0 && bytes + member.bytes > GROUP_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1).push(member.file);
    bytes += member.bytes;
  }
  for (const [index, files] of parts.entries()) {
    const file = path.join(folder, `${noun}-${index + 1}.spec.ts`);
    fs.writeFileSync(file, files.map((one) => `import '../../${one}';\n`).join(''));
    groups.push(file);
  }
}

export default {
  ...base,
  roots: [...base.roots, '<rootDir>/.cache/specs'],
  testRegex: [],
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  // They wait for Postgres, and for time to pass, about a third of the time.
  maxWorkers: 3,
  testMatch: [...groups, ...alone.map((file) => path.join(root, file))],
  // A group is many specs: the first of them may not be what ends the worker of the others.
  workerIdleMemoryLimit: '1200MB',
  // As long as a machine needs that does three such things at a time.
  testTimeout: 120_000,
};
