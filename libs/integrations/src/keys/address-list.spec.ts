import { isAllowed, networkOf } from './address-list.adapter.js';

describe('the addresses of a key', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7/32'],
    ['192.0.2.7/24', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    [' 10.1.2.3/8 ', '10.0.0.0/8'],
    ['2001:DB8::1', '2001:db8::1/128'],
    ['2001:db8:ffff::/32', '2001:db8::/32'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['::FFFF:c000:207/120', '192.0.2.0/24'],
    ['::ffff:0:0/95', '::fffe:0:0/95'],
  ])('%s is the network %s', (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  it.each([
    '',
    '10',
    '10.1',
    '0x7f000001',
    '010.0.0.1',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/08',
    '1.2.3.4/8/8',
    '::1/129',
    'fe80::1%eth0',
    'example.com',
  ])('%j is no network', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });

  it('hold clients of either kind to their network, and an empty list holds nobody', () => {
    const networks = ['192.0.2.0/24', '2001:db8::/32'];
    expect(isAllowed('192.0.2.255', networks)).toBe(true);
    expect(isAllowed('::ffff:192.0.2.255', networks)).toBe(true);
    expect(isAllowed('192.0.3.0', networks)).toBe(false);
    expect(isAllowed('2001:db8:1::9', networks)).toBe(true);
    expect(isAllowed('2001:db9::', networks)).toBe(false);
    expect(isAllowed('::1', ['0.0.0.0/0'])).toBe(false);
    expect(isAllowed(null, networks)).toBe(false);
    expect(isAllowed('unknown', networks)).toBe(false);
    expect(isAllowed(null, [])).toBe(true);
  });
});
