import { describe, expect, it } from '@jest/globals';
import { SealBroken, SecretBox, type SecretPlace } from './secret-box.js';

const OLD = Buffer.alloc(32, 1);
const NEW = Buffer.alloc(32, 2);
const box = (...keys: [string, Buffer][]) => new SecretBox({ SECRET_BOX_KEYS: new Map(keys) });
const before = box(['old', OLD]);
const between = box(['new', NEW], ['old', OLD]);
const after = box(['new', NEW]);

const HERE: SecretPlace = { licenseeId: 'licensee a', column: 'stripe_platform.secret_key' };
const SECRET = 'sk_test_of_a_licensee — ключ';

describe('a sealed secret', () => {
  it('opens where it was sealed, and shows nothing of itself', () => {
    const sealed = before.seal(HERE, SECRET);
    expect(before.open(HERE, sealed)).toBe(SECRET);
    expect(sealed).toMatch(/^v1\.old\.[\w-]+\.[\w-]+$/);
    expect(Buffer.from(sealed.split('.').join(''), 'base64url').includes('sk_test')).toBe(false);
  });

  it('is never sealed twice into the same text', () => {
    expect(new Set(Array.from({ length: 50 }, () => before.seal(HERE, SECRET))).size).toBe(50);
  });

  it('may be empty', () => {
    expect(before.open(HERE, before.seal(HERE, ''))).toBe('');
  });

  it.each<[string, SecretPlace]>([
    ['another licensee', { ...HERE, licenseeId: 'licensee b' }],
    ['another column', { ...HERE, column: 'stripe_platform.webhook_secret' }],
    ['another row', { ...HERE, row: 'platform' }],
    ['a place whose words only run together alike', { licenseeId: 'licensee', column: `a${HERE.column}` }],
  ])('does not open for %s', (_, elsewhere) => {
    const sealed = before.seal(HERE, SECRET);
    expect(() => before.open(elsewhere, sealed)).toThrow(SealBroken);
    expect(() => before.rewrap(elsewhere, sealed)).toThrow(SealBroken);
  });

  it('opens for the row it was sealed for only', () => {
    const sealed = before.seal({ ...HERE, row: 'platform' }, SECRET);
    expect(before.open({ ...HERE, row: 'platform' }, sealed)).toBe(SECRET);
    expect(() => before.open({ ...HERE, row: 'connect' }, sealed)).toThrow(SealBroken);
    expect(() => before.open(HERE, sealed)).toThrow(SealBroken);
  });

  it('does not open with a key of another id, nor with other bytes under its id', () => {
    const sealed = before.seal(HERE, SECRET);
    expect(() => after.open(HERE, sealed)).toThrow(SealBroken);
    expect(() => box(['old', NEW]).open(HERE, sealed)).toThrow(SealBroken);
    expect(() => box(['new', OLD]).open(HERE, sealed.replace('v1.old.', 'v1.new.'))).toThrow(SealBroken);
  });

  it('does not open when any bit of it is changed', () => {
    const sealed = before.seal(HERE, SECRET);
    const [version = '', keyId = '', ...bodies] = sealed.split('.');
    bodies.forEach((body, which) => {
      const bytes = Buffer.from(body, 'base64url');
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const other = bodies.map((part, index) => (index === which ? changed.toString('base64url') : part));
        expect(() => before.open(HERE, [version, keyId, ...other].join('.'))).toThrow(SealBroken);
      }
    });
  });

  it('does not open with the wrapped key or the body of another secret', () => {
    const [version, keyId, wrapped, body] = before.seal(HERE, SECRET).split('.');
    const [, , otherWrapped, otherBody] = before.seal(HERE, 'another').split('.');
    expect(() => before.open(HERE, [version, keyId, otherWrapped, body].join('.'))).toThrow(SealBroken);
    expect(() => before.open(HERE, [version, keyId, wrapped, otherBody].join('.'))).toThrow(SealBroken);
  });

  it.each(['', 'v1', 'v1.old.a.b', 'v1.old..', 'v2.old.a.b', 'sk_test_in_the_clear'])('is not %p', (text) => {
    expect(() => before.open(HERE, text)).toThrow(SealBroken);
  });

  it('is not read with letters beside the ones that were written', () => {
    const sealed = before.seal(HERE, SECRET);
    expect(() => before.open(HERE, `${sealed}=`)).toThrow(SealBroken);
    expect(() => before.open(HERE, `${sealed} `)).toThrow(SealBroken);
    expect(() => before.open(HERE, `${sealed}.more`)).toThrow(SealBroken);
  });
});

describe('a rotation of the keys', () => {
  it('seals under the new key while the old one still opens', () => {
    const earlier = before.seal(HERE, SECRET);
    expect(between.open(HERE, earlier)).toBe(SECRET);
    expect(between.isOld(earlier)).toBe(true);
    const later = between.seal(HERE, SECRET);
    expect(between.isOld(later)).toBe(false);
    expect(after.open(HERE, later)).toBe(SECRET);
  });

  it('ends when what was sealed is wrapped again: then the old key is not needed, and opens it no more', () => {
    const wrappedAgain = between.rewrap(HERE, before.seal(HERE, SECRET));
    expect(after.open(HERE, wrappedAgain)).toBe(SECRET);
    expect(after.isOld(wrappedAgain)).toBe(false);
    expect(() => before.open(HERE, wrappedAgain)).toThrow(SealBroken);
  });

  it('cannot wrap again what its keys do not open', () => {
    expect(() => after.rewrap(HERE, before.seal(HERE, SECRET))).toThrow(SealBroken);
  });
});

describe('a box without a key', () => {
  it('is not built', () => {
    expect(() => box()).toThrow('no key');
  });
});
