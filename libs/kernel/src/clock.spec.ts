import { describe, expect, it } from '@jest/globals';
import { Clock, ShiftedClock, addSeconds } from './clock.js';

describe('the clock', () => {
  it('is the wall clock in production', () => {
    const clock = new Clock();
    const before = Date.now();
    const now = clock.now().getTime();
    expect(clock.offsetMs).toBe(0);
    expect(now >= before && now <= Date.now()).toBe(true);
  });

  it('moves by hand in tests, adds up, and comes back', () => {
    const clock = new ShiftedClock();
    clock.advanceSeconds(90);
    clock.advanceSeconds(-30);
    expect(clock.offsetMs).toBe(60_000);
    expect(clock.now().getTime() - Date.now()).toBeGreaterThan(59_000);
    clock.reset();
    expect(clock.offsetMs).toBe(0);
  });

  it('goes by hand alone while it is held, and goes on from there', () => {
    const clock = new ShiftedClock();
    clock.advanceSeconds(10);
    clock.hold();
    const held = Date.now();
    clock.advanceSeconds(30);
    const later = (ms: number): number => clock.at(new Date(held + ms)).getTime() - held;
    expect([later(0), later(2_000), later(60_000)].map((ms) => Math.abs(ms - 40_000) <= 600)).toEqual([
      true,
      true,
      true,
    ]);
    expect(later(2_001)).toBeGreaterThanOrEqual(later(2_000));
    clock.release();
    expect(later(2_000) - later(0)).toBe(2_000);
  });

  it('adds seconds over every border, and leaves the date it was given', () => {
    const at = new Date('2024-02-28T23:59:30.500Z');
    expect(addSeconds(at, 60).toISOString()).toBe('2024-02-29T00:00:30.500Z');
    expect(addSeconds(at, -0.5).toISOString()).toBe('2024-02-28T23:59:30.000Z');
    expect(at.toISOString()).toBe('2024-02-28T23:59:30.500Z');
  });
});
