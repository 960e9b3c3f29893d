import { describe, expect, it } from '@jest/globals';
import { toldCountry } from './tenant.guard.js';

describe('the country of an address', () => {
  const behindProxy = ['203.0.113.7', '10.0.0.1'];
  const told = (
    value: string | string[] | undefined,
    ips: string[] | undefined = behindProxy,
    header = 'cf-ipcountry',
  ) => toldCountry({ ips, headers: { 'cf-ipcountry': value } }, header);

  it('is what the header of a trusted proxy says', () => {
    expect(told('FR')).toBe('FR');
    for (const nothing of ['XX', 'T1', 'fr', 'FRA', '', undefined, ['FR', 'DE']]) expect(told(nothing)).toBeUndefined();
  });

  it('is not what a visitor says, and nothing where no header is named', () => {
    expect(told('FR', ['203.0.113.7'])).toBeUndefined();
    expect(toldCountry({ headers: { 'cf-ipcountry': 'FR' } }, 'cf-ipcountry')).toBeUndefined();
    expect(told('FR', behindProxy, '')).toBeUndefined();
  });
});
