import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ICalEvent, calendarFile } from './ical.js';

const event: ICalEvent = {
  uid: 'bkg_1@aurora.example',
  sequence: 1,
  status: 'CONFIRMED',
  summary: 'Call with Guest 4F2A',
  url: 'https://aurora.example/bookings',
  startsAt: new Date('2030-12-31T18:00:00Z'),
  endsAt: new Date('2030-12-31T18:30:00Z'),
  createdAt: new Date('2030-12-01T09:00:00Z'),
  changedAt: new Date('2030-12-02T09:00:00.123Z'),
};

/** A reader of RFC 5545: lines are unfolded, names split from values, text is unescaped. */
function read(file: string): [string, string][] {
  expect(file.endsWith('\r\n')).toBe(true);
  for (const line of file.slice(0, -2).split('\r\n')) {
    expect(line).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  }
  return file
    .replace(/\r\n[ \t]/g, '')
    .slice(0, -2)
    .split('\r\n')
    .map((line) => {
      const at = line.indexOf(':');
      const value = line
        .slice(at + 1)
        .replace(/\\([\\;,nN])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped));
      return [line.slice(0, at), value];
    });
}

describe('a calendar file', () => {
  it('says what a calendar needs to know of an appointment, in UTC', () => {
    const lines = read(calendarFile('Aurora Advice', [event]));
    expect(lines.slice(0, 3)).toEqual([
      ['BEGIN', 'VCALENDAR'],
      ['VERSION', '2.0'],
      ['PRODID', '-//Licensing platform//Bookings//EN'],
    ]);
    expect(Object.fromEntries(lines)).toMatchObject({
      NAME: 'Aurora Advice',
      UID: 'bkg_1@aurora.example',
      DTSTAMP: '20301202T090000Z',
      SEQUENCE: '1',
      STATUS: 'CONFIRMED',
      TRANSP: 'OPAQUE',
      DTSTART: '20301231T180000Z',
      DTEND: '20301231T183000Z',
      SUMMARY: 'Call with Guest 4F2A',
    });
    expect(lines.at(-1)).toEqual(['END', 'VCALENDAR']);
  });

  it('of a cancelled appointment takes no time of anybody', () => {
    const lines = read(calendarFile('Aurora Advice', [{ ...event, status: 'CANCELLED' }]));
    expect(Object.fromEntries(lines)).toMatchObject({ STATUS: 'CANCELLED', TRANSP: 'TRANSPARENT' });
  });

  it('keeps every name whole, whatever it is made of, and lets none add a line of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (summary) => {
        const lines = read(calendarFile(summary, [{ ...event, summary }]));
        const kept = summary.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '');
        expect(lines.find(([name]) => name === 'SUMMARY')?.[1]).toBe(kept);
        expect(lines).toHaveLength(23);
      }),
    );
    const evil = read(calendarFile('x', [{ ...event, summary: 'x\r\nATTENDEE:mailto:eve@evil.example' }]));
    expect(evil.map(([name]) => name)).not.toContain('ATTENDEE');
  });
});
