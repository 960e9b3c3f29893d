import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import fc from 'fast-check';
import { PageQuery, UUID_PATTERN, cursorPosition, page } from './page.js';
import { InvalidRequest } from './problem.js';

const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i }));
const pageOf = (count: number, limit: number) =>
  page(
    rows(count),
    limit,
    (row) => [String(row.id)],
    (row) => `row ${row.id}`,
  );
const NUMBER = /^\d{1,18}$/;

describe('a page', () => {
  it('shows at most the limit and says whether there is more', () => {
    expect(pageOf(3, 2)).toEqual({
      object: 'list',
      data: ['row 0', 'row 1'],
      has_more: true,
      next_cursor: expect.any(String),
    });
    expect(pageOf(2, 2)).toEqual({ object: 'list', data: ['row 0', 'row 1'], has_more: false, next_cursor: null });
    expect(pageOf(0, 2)).toEqual({ object: 'list', data: [], has_more: false, next_cursor: null });
  });

  it('leads on from its last row, so that walking shows every row once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, limit) => {
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const from = cursorPosition(cursor, [NUMBER])?.[0];
          const left = rows(count).slice(from === undefined ? 0 : Number(from) + 1, Number(from ?? -1) + 1 + limit + 1);
          const shown = page(
            left,
            limit,
            (row) => [String(row.id)],
            (row) => row.id,
          );
          seen.push(...shown.data);
          cursor = shown.next_cursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(rows(count).map((row) => row.id));
      }),
    );
  });
});

describe('a cursor', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('is optional', () => {
    expect(cursorPosition(undefined, [NUMBER])).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['not base64', '%%%'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['an object', encode({ 0: '1', length: 1 })],
    ['a number where text belongs', encode([1])],
    ['of another list', encode(['1', '2'])],
    ['of another type', encode(['abc'])],
    ['an injection', encode(["1' or 1=1"])],
    ['null', encode(null)],
  ])('that is %s is refused with a pointer', (_, cursor) => {
    expect(() => cursorPosition(cursor, [NUMBER])).toThrow(InvalidRequest);
    try {
      cursorPosition(cursor, [NUMBER]);
    } catch (error) {
      expect((error as InvalidRequest).extensions).toMatchObject({ errors: [{ pointer: '/cursor' }] });
    }
  });

  it('never fails in another way, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (cursor) => {
          try {
            expect(cursorPosition(cursor, [UUID_PATTERN])?.[0]).toMatch(UUID_PATTERN);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidRequest);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the query of a list', () => {
  const check = async (query: object) => {
    const parsed = plainToInstance(PageQuery, query);
    return { parsed, errors: (await validate(parsed)).map((error) => error.property) };
  };

  it('has 20 rows when it does not say', async () => {
    expect(await check({})).toMatchObject({ parsed: { limit: 20 }, errors: [] });
    expect(await check({ limit: '100', cursor: 'abc' })).toMatchObject({ parsed: { limit: 100 }, errors: [] });
  });

  it.each(['0', '101', '-1', '1.5', '1e1', ' 5', 'ten', ''])('refuses the limit %p', async (limit) => {
    expect((await check({ limit })).errors).toEqual(['limit']);
  });

  it.each([
    ['ten', 'limit must be an integer number'],
    ['101', 'limit must not be greater than 100'],
    ['0', 'limit must not be less than 1'],
  ])('says of the limit %p what is wrong with it', async (limit, fault) => {
    const [error] = await validate(plainToInstance(PageQuery, { limit }), { stopAtFirstError: true });
    expect(Object.values(error!.constraints!)).toEqual([fault]);
  });

  it('refuses a cursor that is long or given twice', async () => {
    expect((await check({ cursor: 'x'.repeat(301) })).errors).toEqual(['cursor']);
    expect((await check({ cursor: ['a', 'b'] })).errors).toEqual(['cursor']);
  });
});
