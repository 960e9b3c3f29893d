import fs from 'node:fs';
import path from 'node:path';

/** They start the whole API or a browser: the last of them, alone at the end, would leave the other workers idle. */
const SLOW = /apps-api-\d|\/apps\/api\/test\/|call-journey|accessible/;

/** Bytes of source: of a group, those of its members. */
function bytesOf(file) {
  const text = fs.readFileSync(file, 'utf8');
  const members = [...text.matchAll(/^import '(\.\.\/\.\.\/.*)';$/gm)].map(([, name]) =>
    path.resolve(path.dirname(file), name),
  );
  return members.length === 0 ? text.length : members.reduce((sum, member) => sum + fs.statSync(member).size, 0);
}

/** The longest first. Jest itself knows that from earlier runs only, and a clean clone has none. */
export default class LongestFirst {
  sort(tests) {
    const weight = new Map(tests.map(({ path: file }) => [file, bytesOf(file) + (SLOW.test(file) ? 1e9 : 0)]));
    return [...tests].sort((a, b) => weight.get(b.path) - weight.get(a.path));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
