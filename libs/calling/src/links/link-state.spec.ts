import { describe, expect, it } from '@jest/globals';
import { type LinkBounds, linkAt } from './link-state.js';

const link = (bounds: Partial<LinkBounds> = {}): LinkBounds => ({
  validFrom: null,
  expiresAt: null,
  maxCalls: null,
  usedCalls: 0,
  weekly: [],
  revokedAt: null,
  ...bounds,
});
// A Wednesday in winter: 13:00 in Berlin.
const NOW = new Date('2026-11-25T12:00:00Z');
const at = (bounds: Partial<LinkBounds>, now = NOW) => {
  const { state, opensAt } = linkAt(link(bounds), 'Europe/Berlin', now);
  return opensAt === null ? state : `${state} ${opensAt.toISOString()}`;
};

describe('a link', () => {
  it('without bounds is open', () => {
    expect(at({})).toBe('open');
  });

  it('is open from its first moment to the last before its end', () => {
    const validFrom = new Date('2026-11-26T00:00:00Z');
    const expiresAt = new Date('2026-11-27T00:00:00Z');
    expect(at({ validFrom, expiresAt })).toBe('not_yet 2026-11-26T00:00:00.000Z');
    expect(at({ validFrom, expiresAt }, validFrom)).toBe('open');
    expect(at({ validFrom, expiresAt }, new Date(expiresAt.getTime() - 1))).toBe('open');
    expect(at({ validFrom, expiresAt }, expiresAt)).toBe('over');
  });

  it('is used up by its last call, and open again when one is given back', () => {
    expect(at({ maxCalls: 2, usedCalls: 2 })).toBe('used_up');
    expect(at({ maxCalls: 2, usedCalls: 1 })).toBe('open');
  });

  it('is open at its hours, as the clocks of its zone show them', () => {
    const weekly = [{ day: 3, from: '13:00', to: '14:00' }];
    expect(at({ weekly })).toBe('open');
    expect(at({ weekly }, new Date('2026-11-25T11:59:59Z'))).toBe('outside_hours 2026-11-25T12:00:00.000Z');
    // A week later, and that is the next one.
    expect(at({ weekly }, new Date('2026-11-25T13:00:00Z'))).toBe('outside_hours 2026-12-02T12:00:00.000Z');
    // The clocks are put forward in between: an hour earlier by the world's.
    expect(at({ weekly }, new Date('2026-03-25T13:00:00Z'))).toBe('outside_hours 2026-04-01T11:00:00.000Z');
  });

  it('opens at the first of its hours behind its first day', () => {
    const weekly = [{ day: 5, from: '09:00', to: '10:00' }];
    expect(at({ weekly, validFrom: new Date('2026-11-27T09:00:00Z') })).toBe('not_yet 2026-12-04T08:00:00.000Z');
  });

  it('is over when no hour is left before its end', () => {
    const weekly = [{ day: 5, from: '09:00', to: '10:00' }];
    expect(at({ weekly, expiresAt: new Date('2026-11-27T08:00:00Z') })).toBe('over');
    expect(at({ weekly, expiresAt: new Date('2026-11-27T08:00:01Z') })).toBe('outside_hours 2026-11-27T08:00:00.000Z');
  });

  it('that was taken back says so before anything else', () => {
    const expiresAt = new Date('2026-11-01T00:00:00Z');
    expect(at({ revokedAt: NOW, expiresAt, maxCalls: 1, usedCalls: 1 })).toBe('revoked');
  });
});
