import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from './json-body.js';
import { MalformedBody } from './problem.js';

describe('a JSON body', () => {
  const parse = (text: string) => parseJsonBody(Buffer.from(text));

  it('is read as JSON', () => {
    expect(parse('{"a":[1,{"b":null}],"constructor":"x"}')).toEqual({ a: [1, { b: null }], constructor: 'x' });
    expect(parse('"text"')).toBe('text');
    expect(parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toHaveLength(1);
  });

  it.each([
    ['', 'nothing'],
    ['{', 'half'],
    ['{"a":1}x', 'more than one value'],
    ['{"__proto__":{"a":1}}', 'a prototype'],
    ['[{"a":{"__proto__":1}}]', 'a prototype inside'],
    ['{"constructor":{"prototype":{}}}', 'a prototype by its constructor'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'one level too many'],
    [`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 'thousands of levels'],
  ])('refuses %.20s: %s', (text) => {
    expect(() => parse(text)).toThrow(MalformedBody);
  });

  it('refuses bytes that are not UTF-8, rather than changing what somebody wrote', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow(MalformedBody);
    expect(() => parseJsonBody(Buffer.from('{"a":1}', 'utf16le'))).toThrow(MalformedBody);
  });
});
