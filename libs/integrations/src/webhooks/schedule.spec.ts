import { describe, expect, it } from '@jest/globals';
import { MAX_TRIES, askedPause, isGivenUp, nextTry, restUntil } from './schedule.js';

const at = new Date('2030-01-01T00:00:00Z');
const seconds = (date: Date | null | undefined): number => (date!.getTime() - at.getTime()) / 1000;

describe('the schedule of tries', () => {
  it('makes ten tries over about three days', () => {
    let total = 0;
    for (let failures = 1; failures < MAX_TRIES; failures++) total += seconds(nextTry(failures, at, 0, 0.5));
    expect(total / 3600).toBeCloseTo(75.6, 0);
    expect(MAX_TRIES).toBe(10);
    expect(nextTry(10, at)).toBeUndefined();
  });

  it('spreads each pause by a tenth to both sides', () => {
    expect(seconds(nextTry(2, at, 0, 0))).toBeCloseTo(270, 5);
    expect(seconds(nextTry(2, at, 0, 1))).toBeCloseTo(330, 5);
  });

  it('waits longer when it is asked to, within a day, and never less', () => {
    expect(seconds(nextTry(1, at, 3_600, 0.5))).toBe(3_600);
    expect(seconds(nextTry(1, at, 999_999_999, 0.5))).toBe(86_400);
    expect(seconds(nextTry(3, at, 1, 0.5))).toBe(1_800);
  });

  it('reads Retry-After as a number or a date, and takes nothing else for one', () => {
    expect(askedPause('120', at)).toBe(120);
    expect(askedPause('Tue, 01 Jan 2030 00:02:00 GMT', at)).toBe(120);
    expect(askedPause('Tue, 01 Jan 2019 00:02:00 GMT', at)).toBe(0);
    for (const text of [undefined, '', '-5', 'soon', '1e9', '99999999999999999999'])
      expect([text, askedPause(text, at)]).toEqual([text, 0]);
  });

  it('leaves an endpoint alone for longer and longer, five minutes at the most, so that no try is late by more', () => {
    expect(restUntil(4, at)).toBeNull();
    expect([5, 6, 7, 8, 9, 40].map((failures) => seconds(restUntil(failures, at)))).toEqual([
      30, 60, 120, 240, 300, 300,
    ]);
    expect(seconds(restUntil(1, at, 60))).toBe(60);
    expect(seconds(restUntil(1, at, 999_999))).toBe(900);
  });

  it('gives an endpoint up after five days and ten tries of failures, not after one of the two', () => {
    const daysAgo = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    expect(isGivenUp(10, daysAgo(5), at)).toBe(true);
    expect(isGivenUp(9, daysAgo(30), at)).toBe(false);
    expect(isGivenUp(500, daysAgo(4.9), at)).toBe(false);
  });
});
