import { describe, expect, it } from '@jest/globals';
import { StreamSlots } from './stream-slots.js';

describe('slots for streams', () => {
  it('are so many per address and so many in all, and come back', () => {
    const slots = new StreamSlots(2, 3);
    const first = slots.take('a');
    slots.take('a');
    expect([slots.isFullFor('a'), slots.isFullFor('b'), slots.isFull]).toEqual([true, false, false]);
    slots.take('b');
    expect(slots.isFull).toBe(true);
    first();
    expect([slots.isFullFor('a'), slots.isFull]).toEqual([false, false]);
  });
});
