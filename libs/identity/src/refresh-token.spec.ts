import fc from 'fast-check';
import { newId } from '@app/kernel';
import { GRACE_SECONDS, judgeRefresh, readRefreshToken, writeRefreshToken } from './refresh-token.js';

const SECRET = 'a secret of the refresh tokens of at least 32 characters';
const LICENSEE = newId();

describe('refresh token', () => {
  it('says what was written into it', () => {
    const token = { sessionId: newId(), counter: 7 };
    const text = writeRefreshToken(SECRET, LICENSEE, token);
    expect(text).toMatch(/^rt_ses_[0-9a-z]{26}\.7\.[\w-]{43}$/);
    expect(readRefreshToken(SECRET, LICENSEE, text)).toEqual(token);
  });

  it('is nothing at another licensee or under another secret', () => {
    const text = writeRefreshToken(SECRET, LICENSEE, { sessionId: newId(), counter: 0 });
    expect(readRefreshToken(SECRET, newId(), text)).toBeUndefined();
    expect(readRefreshToken(`${SECRET}!`, LICENSEE, text)).toBeUndefined();
  });

  it('is nothing after any change of one character', () => {
    const text = writeRefreshToken(SECRET, LICENSEE, { sessionId: newId(), counter: 41 });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'az09_-.A'), (at, char) => {
        fc.pre(text[at] !== char);
        // The last character of 43 carries two bits that base64url ignores; the bytes, not the spelling, are the MAC.
        fc.pre(at !== text.length - 1);
        expect(readRefreshToken(SECRET, LICENSEE, text.slice(0, at) + char + text.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it.each([
    '',
    'rt_',
    'rt_ses_.0.',
    'x'.repeat(200),
    'rt_ses_00000000000000000000000000.0',
    'rt_ses_00000000000000000000000000.-1.a',
  ])('is nothing when it is %j', (text) => expect(readRefreshToken(SECRET, LICENSEE, text)).toBeUndefined());
});

describe('judging a refresh', () => {
  const rotatedAt = new Date('2026-01-01T00:00:00Z');
  const after = (seconds: number): Date => new Date(rotatedAt.getTime() + seconds * 1000);
  const session = { refreshCounter: 5, rotatedAt };

  it.each([
    [5, 0, 'rotate'],
    [5, 86_400, 'rotate'],
    [4, GRACE_SECONDS, 'repeat'],
    [4, GRACE_SECONDS + 0.001, 'reuse'],
    [3, 0, 'reuse'],
    [0, 1, 'reuse'],
    [6, 0, 'unknown'],
  ] as const)('token %i, %d s after the rotation to 5: %s', (counter, seconds, verdict) => {
    expect(judgeRefresh(counter, session, after(seconds))).toBe(verdict);
  });
});
