import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ID_PREFIX, type IdKind, IdPipe, newId, parseId, publicId } from './id.js';
import { NotFound } from './problem.js';

const KINDS = Object.keys(ID_PREFIX) as IdKind[];
const KIND = fc.constantFrom(...KINDS);
const UUID = fc
  .bigInt({ min: 0n, max: 2n ** 128n - 1n })
  .map((value) => value.toString(16).padStart(32, '0'))
  .map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));

describe('public ids', () => {
  it('lead back to the id inside, for every kind', () => {
    fc.assert(fc.property(KIND, UUID, (kind, uuid) => parseId(kind, publicId(kind, uuid)) === uuid));
  });

  it('sort like the ids inside', () => {
    fc.assert(
      fc.property(KIND, UUID, UUID, (kind, a, b) => publicId(kind, a) < publicId(kind, b) === a < b),
      { numRuns: 500 },
    );
  });

  it('are read only in the one form in which they are written', () => {
    const characters = [...'0123456789abcdefghjkmnpqrstvwxyzilouABZ-_ '];
    const body = fc.string({ unit: fc.constantFrom(...characters), minLength: 24, maxLength: 28 });
    fc.assert(
      fc.property(KIND, body, (kind, text) => {
        const uuid = parseId(kind, `${ID_PREFIX[kind]}_${text}`);
        if (uuid !== undefined) expect(publicId(kind, uuid)).toBe(`${ID_PREFIX[kind]}_${text}`);
      }),
      { numRuns: 500 },
    );
  });

  it('of one kind are not ids of another', () => {
    for (const kind of KINDS) {
      for (const other of KINDS) {
        expect(parseId(other, publicId(kind, newId())) !== undefined).toBe(kind === other);
      }
    }
  });

  it.each([
    ['empty', ''],
    ['a bare UUID', '01900000-0000-7000-8000-000000000001'],
    ['the prefix alone', 'call_'],
    ['a character short', 'call_0000000000000000000000001'],
    ['a character long', 'call_000000000000000000000000001'],
    ['upper case', 'call_0000000000000000000000000A'],
    ['a letter that looks like a digit', 'call_0000000000000000000000000o'],
    ['more than 128 bits', 'call_80000000000000000000000000'],
    ['another prefix', 'top_00000000000000000000000001'],
    ['a space behind', 'call_00000000000000000000000001 '],
  ])('are refused when they are %s', (_, text) => {
    expect(parseId('call', text)).toBeUndefined();
  });

  it('take the largest value of 128 bits', () => {
    expect(parseId('call', 'call_7zzzzzzzzzzzzzzzzzzzzzzzzz')).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
  });
});

describe('new ids', () => {
  it('are UUIDv7, different, and sort by the time they were made', async () => {
    const earlier = Array.from({ length: 200 }, newId);
    await new Promise((done) => setTimeout(done, 3));
    const later = newId();
    expect(new Set([...earlier, later]).size).toBe(201);
    for (const id of earlier) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(id < later).toBe(true);
    }
  });
});

describe('the pipe of a path parameter', () => {
  it('gives the id inside, and the answer of an unknown id to a malformed one', () => {
    const pipe = new (IdPipe('call'))();
    const uuid = newId();
    expect(pipe.transform(publicId('call', uuid), { type: 'param' })).toBe(uuid);
    for (const text of ['', uuid, publicId('topUp', uuid), `${publicId('call', uuid)}'--`])
      expect(() => pipe.transform(text, { type: 'param' })).toThrow(NotFound);
  });

  it('is one class per kind', () => {
    expect(IdPipe('call')).toBe(IdPipe('call'));
    expect(IdPipe('call')).not.toBe(IdPipe('topUp'));
  });
});
