import { describe, expect, it } from '@jest/globals';
import { tokenExpiry } from './token-expiry.js';

const bearer = (payload: unknown) => `Bearer head.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.mac`;

describe('the end of a token', () => {
  it('is its exp', () => {
    expect(tokenExpiry(bearer({ exp: 1_772_366_400 })).toISOString()).toBe('2026-03-01T12:00:00.000Z');
  });

  it.each([undefined, '', 'Bearer', 'Bearer a.b.c', bearer(null), bearer({}), bearer({ exp: '1' })])(
    'is past for %s',
    (value) => {
      expect(tokenExpiry(value).getTime()).toBe(0);
    },
  );
});
