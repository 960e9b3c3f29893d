import { describe, expect, it } from '@jest/globals';
import { redacted } from './redact.js';

const of = (text: string, most = 500): string => redacted(Buffer.from(text), most);

describe('the answer of a receiver', () => {
  it('is kept without what looks like a secret or a person', () => {
    const page = `Error: user ada.lovelace+x@acme.example failed
      Authorization: Bearer abcdefghijklmnop
      STRIPE=sk_live_51abcDEF secret: "hunter2hunter2" webhook whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
      jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl card 4242 4242 4242 4242 password=correct-horse`;
    const kept = of(page, 2_000);
    for (const secret of [
      'ada.lovelace',
      'acme.example',
      'abcdefgh',
      'sk_live',
      'hunter2',
      'whsec_',
      'eyJ',
      '4242',
      'correct-horse',
    ])
      expect([secret, kept.includes(secret)]).toEqual([secret, false]);
    expect(kept).toContain('Error: user');
  });

  it('is short, and text that a database can hold', () => {
    expect(of('x'.repeat(10_000), 100)).toHaveLength(100);
    expect(of('a\u0000b\u001b[31m')).toBe('a\uFFFDb\uFFFD[31m');
    expect(redacted(Buffer.from([0xff, 0xfe, 0x41]), 10)).toBe('\uFFFD\uFFFDA');
  });

  it('leaves no half of a secret at its end', () => {
    const text = `${'x'.repeat(95)} whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`;
    expect(of(text, 105)).not.toContain('whsec');
  });
});
