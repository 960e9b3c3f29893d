import { describe, expect, it } from '@jest/globals';
import { consentText, segmentsOf, textOf, valuesOf } from './text-words.js';

const VALUES = { brand: 'Aurora', link: 'https://aurora.example/pro/', code: '012345' };

describe('the words of texts', () => {
  it('name the licensee and fit one part, in each language', () => {
    for (const kind of ['code', 'incoming_call', 'missed_call'] as const)
      for (const locale of ['en', 'de'] as const) {
        const text = textOf(kind, locale, VALUES);
        expect(text).toMatch(/^Aurora: /);
        expect(text).not.toMatch(/[{}]/);
        expect(segmentsOf(text)).toBe(1);
      }
    expect(consentText('de', 'Aurora')).toContain('Aurora');
  });

  it('give a template its placeholders in their order', () => {
    expect(valuesOf('code', VALUES)).toEqual(['012345']);
    expect(valuesOf('missed_call', VALUES)).toEqual(['Aurora', 'https://aurora.example/pro/']);
  });

  it('a brand cannot bring a placeholder in', () => {
    expect(textOf('missed_call', 'en', { ...VALUES, brand: '{{code}}' })).toContain('{{code}}: you');
  });

  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(307), 3],
    ['ö'.repeat(160), 1],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ł'.repeat(70), 1],
    ['ł'.repeat(71), 2],
  ])('%# are charged in parts', (text, segments) => expect(segmentsOf(text)).toBe(segments));
});
