import { describe, expect, it } from '@jest/globals';
import { ExportTooLarge, MAX_ROWS, assertFits, csvOf } from './csv.js';

describe('a CSV file', () => {
  it('has a header and one line per row, quoted where needed', () => {
    expect(
      csvOf(
        ['a', 'b'],
        [
          [1, 'x,"y"'],
          [null, 'line\nbreak'],
        ],
      ),
    ).toBe('a,b\r\n1,"x,""y"""\r\n,"line\nbreak"\r\n');
    expect(csvOf(['a'], [])).toBe('a\r\n');
  });

  it('turns what a spreadsheet would run into text, and leaves numbers alone', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1'])
      expect(
        csvOf(['a'], [[text]])
          .split('\r\n')
          .slice(1)
          .join('\r\n')
          .replace(/^"/, '')
          .startsWith("'"),
      ).toBe(true);
    expect(csvOf(['a'], [[-5]])).toBe('a\r\n-5\r\n');
    expect(csvOf(['a'], [['2026-11-21T00:00:00.000Z']])).toBe('a\r\n2026-11-21T00:00:00.000Z\r\n');
  });

  it('is refused whole when there are too many rows', () => {
    expect(assertFits(Array(MAX_ROWS).fill(1))).toHaveLength(MAX_ROWS);
    expect(() => assertFits(Array(MAX_ROWS + 1).fill(1))).toThrow(ExportTooLarge);
  });
});
