import { describe, expect, it } from '@jest/globals';
import { timesRounded } from './catalogue.js';

describe('a decimal quantity times a decimal price', () => {
  it('is rounded half up, once, away from zero on both sides', () => {
    expect(timesRounded('12.5', '10.02')).toBe(125); // 125.25
    expect(timesRounded('12.5', '10.04')).toBe(126); // 125.5
    expect(timesRounded('-12.5', '10.04')).toBe(-126);
    expect(timesRounded('3', '7')).toBe(21);
  });

  it('is refused when it is no number', () => {
    expect(() => timesRounded('1e3', '2')).toThrow('Invalid decimal: 1e3');
  });
});
