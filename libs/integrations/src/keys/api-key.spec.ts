import fc from 'fast-check';
import { hashOf, hintOf, modeOf, newKey } from './api-key.js';

describe('an API key', () => {
  it('says its mode, and no two are the same', () => {
    const keys = Array.from({ length: 200 }, () => newKey('live'));
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) expect(key).toMatch(/^sk_live_[0-9a-z]{59}$/);
    expect(keys.map(modeOf)).toEqual(keys.map(() => 'live'));
    expect(modeOf(newKey('test'))).toBe('test');
  });

  it('with any character changed, left out or exchanged is none', () => {
    const key = newKey('live');
    const start = 'sk_live_'.length;
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: key.length - 1 }),
        fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
        (at, char) => {
          fc.pre(key[at] !== char);
          expect(modeOf(key.slice(0, at) + char + key.slice(at + 1))).toBeUndefined();
          expect(modeOf(key.slice(0, at) + key.slice(at + 1))).toBeUndefined();
        },
      ),
    );
    for (let at = start; at < key.length - 1; at++)
      if (key[at] !== key[at + 1])
        expect(modeOf(key.slice(0, at) + key[at + 1]! + key[at]! + key.slice(at + 2))).toBeUndefined();
    expect(modeOf(key.replace('live', 'test'))).toBeUndefined();
    expect(modeOf(`${key} `)).toBeUndefined();
    expect(modeOf(key.toUpperCase())).toBeUndefined();
    expect(modeOf('')).toBeUndefined();
  });

  it('is known by its hash, and its hint tells 8 of its 59 secret characters', () => {
    const key = newKey('live');
    expect(hashOf(key)).toHaveLength(32);
    expect(hashOf(key)).not.toEqual(hashOf(newKey('live')));
    expect(hintOf(key)).toBe(`${key.slice(0, 12)}...${key.slice(-4)}`);
  });
});
