import { normalHost } from './host.js';

describe('normalHost', () => {
  it.each([
    ['Aurora.LOCALHOST', 'aurora.localhost'],
    ['aurora.localhost:3000', 'aurora.localhost'],
    ['aurora.localhost.', 'aurora.localhost'],
    ['aurora.localhost.:443', 'aurora.localhost'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (raw, host) => expect(normalHost(raw)).toBe(host));

  it.each([
    '',
    '.',
    'a..b',
    '[::1]',
    '[::1]:80',
    'a b',
    'a/b',
    'x@aurora.localhost',
    "a'--",
    'bücher.example',
    `${'a'.repeat(251)}.de`,
    'a,b',
  ])('%j is nobody', (raw) => expect(normalHost(raw)).toBeUndefined());
});
