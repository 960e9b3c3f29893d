import { describe, expect, it } from '@jest/globals';
import { NoticeWords } from './notice-words.js';

describe('words of a notice', () => {
  it('say a time with its zone: the reader may be in another one, and an hour of autumn comes twice', () => {
    const said = (locale: 'en' | 'de', zone: string, iso: string) => new NoticeWords(locale, zone).moment(iso);
    expect(said('en', 'Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('25 October 2026 at 02:30 CEST');
    expect(said('en', 'Europe/Berlin', '2026-10-25T01:30:00Z')).toBe('25 October 2026 at 02:30 CET');
    expect(said('de', 'Europe/Berlin', '2026-07-01T12:00:00Z')).toBe('1. Juli 2026 um 14:00 MESZ');
    expect(said('en', 'Asia/Kolkata', '2026-10-25T01:30:00Z')).toBe('25 October 2026 at 07:00 GMT+5:30');
  });

  it('say a device in the language of the mail, also one that nobody knows', () => {
    const from = (locale: 'en' | 'de', device?: string) => new NoticeWords(locale, 'UTC').origin({ device, ip: null });
    expect(from('de', 'Chrome on Android')).toEqual({ device: 'Chrome auf Android', address: 'Adresse unbekannt' });
    expect(from('en', 'Chrome on Android').device).toBe('Chrome on Android');
    expect(from('de', 'curl').device).toBe('curl');
    expect([from('de', 'Unknown device').device, from('de').device]).toEqual([
      'unbekanntes Gerät',
      'unbekanntes Gerät',
    ]);
  });
});
