import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidConfiguration, VARIABLES, loadConfig, publicUrl } from './config.js';

const PEM = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
const VALID: Record<string, string> = {
  DATABASE_TENANT_URL: 'postgres://tenant:tenant-pass@db/app',
  DATABASE_RESOLVER_URL: 'postgresql://resolver:resolver-pass@db/app',
  DATABASE_OPERATOR_URL: 'postgres://operator:operator-pass@db/app',
  DATABASE_JOBS_URL: 'postgres://jobs:jobs-pass@db/app',
  AUTH_PRIVATE_KEY: PEM,
  RECEIPT_PRIVATE_KEY: PEM,
  REFRESH_SECRET: 'r'.repeat(32),
  SECRET_BOX_KEYS: `2026:${'A'.repeat(43)}`,
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRETS: 'whsec_new, whsec_old,',
  LIVEKIT_URL: 'wss://media.example',
  LIVEKIT_API_URL: 'https://media.example',
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: 's'.repeat(32),
  FCM_BASE_URL: 'https://fcm.example',
};

const TEXTS = {
  TEXTS_URL: 'https://texts.example',
  TEXTS_ACCOUNT: 'AC1',
  TEXTS_KEY: 'SK1',
  TEXTS_SECRET: 'secret',
  TEXTS_AUTH_TOKEN: 'token',
};

/** The complaints about an environment, one a line. */
function complaints(change: Record<string, string | undefined>, base = VALID): string[] {
  try {
    loadConfig({ ...base, ...change });
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidConfiguration);
    const [title, ...lines] = (error as Error).message.split('\n');
    expect(title).toBe('Invalid configuration:');
    return lines.map((line) => line.trim());
  }
  return [];
}

describe('the configuration', () => {
  it('is parsed into types, with defaults, and cannot be changed', () => {
    const config = loadConfig({ ...VALID, PORT: '8080', TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2' });
    expect(config).toMatchObject({
      NODE_ENV: 'development',
      PORT: 8080,
      DATABASE_POOL_SIZE: 10,
      BCRYPT_COST: 12,
      RATE_LIMIT_FACTOR: 1,
      STRIPE_API_BASE: 'https://api.stripe.com',
      STRIPE_WEBHOOK_SECRETS: ['whsec_new', 'whsec_old'],
      TRUSTED_PROXIES: ['10.0.0.1', '10.0.0.2'],
      MEDIA: 'livekit',
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.keys(config).sort()).toEqual(Object.keys(VARIABLES).sort());
  });

  it('names every missing variable at once, with what it is for', () => {
    const lines = complaints({}, {});
    const needed = Object.entries(VARIABLES)
      .filter(([, variable]) => !('fallback' in variable))
      .map(([name, { description }]) => `${name} is missing: ${description}`);
    expect(needed.length).toBeGreaterThan(10);
    expect(lines).toEqual(needed);
  });

  it('names every malformed variable at once, and shows the value when it is no secret', () => {
    expect(
      complaints({
        PORT: '65536',
        LOG_LEVEL: 'loud',
        LIVEKIT_URL: 'https://media.example',
        BCRYPT_COST: '-1',
        REFRESH_SECRET: 'short',
      }),
    ).toEqual([
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent (is "loud")',
      'PORT must be a whole number from 0 to 65535 (is "65536")',
      'REFRESH_SECRET must have at least 32 characters',
      'LIVEKIT_URL must be a URL with ws: or wss: (is "https://media.example")',
      'BCRYPT_COST must be a whole number from 4 to 16 (is "-1")',
    ]);
  });

  it('takes addresses for addresses only, and name servers with a port', () => {
    const servers = ['192.0.2.1', '192.0.2.1:5353', '2001:db8::1', '[2001:db8::1]:5353'];
    expect(loadConfig({ ...VALID, DNS_SERVERS: servers.join(', ') }).DNS_SERVERS).toEqual(servers);
    expect(complaints({ DNS_SERVERS: 'dns.example' })).toHaveLength(1);
    expect(complaints({ PLATFORM_TARGET_ADDRESSES: '192.0.2.1, edge.example' })).toHaveLength(1);
  });

  it('takes the keys of the secret box in their order, and none that is not 32 bytes', () => {
    const pair = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64url')}`;
    const keys = loadConfig({ ...VALID, SECRET_BOX_KEYS: `${pair('b', 2)}, ${pair('a', 1)}` }).SECRET_BOX_KEYS;
    expect([...keys]).toEqual([
      ['b', Buffer.alloc(32, 2)],
      ['a', Buffer.alloc(32, 1)],
    ]);
    for (const wrong of [',', 'a', `a:${'A'.repeat(42)}`, `A:${'A'.repeat(43)}`, `${pair('a', 1)},${pair('a', 2)}`])
      expect(complaints({ SECRET_BOX_KEYS: wrong })).toHaveLength(1);
  });

  it.each(['1.5', '1e3', ' 80', '0x50', 'NaN', '99999999999999999999'])('refuses the port %p', (PORT) => {
    expect(complaints({ PORT })).toHaveLength(1);
  });

  it('never shows a secret, however wrong it is', () => {
    const wrong = Object.entries(VARIABLES).flatMap(([name, variable]) =>
      'secret' in variable ? [[name, `leak-${name}`] as const] : [],
    );
    expect(wrong.length).toBeGreaterThan(10);
    const text = complaints(Object.fromEntries(wrong)).join('\n');
    expect(text).toContain('AUTH_PRIVATE_KEY must be a PEM block');
    expect(text).not.toContain('leak-');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(complaints({ REFRESH_SECRET: '' })).toEqual([
      `REFRESH_SECRET is missing: ${VARIABLES.REFRESH_SECRET.description}`,
    ]);
    expect(loadConfig({ ...VALID, PORT: '' }).PORT).toBe(3000);
  });

  it('reads a key whose line breaks were written as \\n', () => {
    expect(loadConfig({ ...VALID, AUTH_PRIVATE_KEY: PEM.replaceAll('\n', '\\n') }).AUTH_PRIVATE_KEY).toBe(PEM);
  });

  it('fills the host into the address of a licensee', () => {
    const config = loadConfig({ ...VALID, PUBLIC_URL_TEMPLATE: 'http://{host}:3000' });
    expect(publicUrl(config, 'aurora.localhost')).toBe('http://aurora.localhost:3000');
  });
});

describe('a variable in a file', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-spec-'));
    writeFileSync(join(directory, 'secret'), `${'f'.repeat(40)}\n`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is read without the line break at its end', () => {
    const config = loadConfig({
      ...VALID,
      REFRESH_SECRET: undefined,
      REFRESH_SECRET_FILE: join(directory, 'secret'),
    });
    expect(config.REFRESH_SECRET).toBe('f'.repeat(40));
  });

  it('gives way to the variable itself', () => {
    const config = loadConfig({ ...VALID, REFRESH_SECRET_FILE: join(directory, 'secret') });
    expect(config.REFRESH_SECRET).toBe('r'.repeat(32));
  });

  it('that cannot be read is named', () => {
    expect(complaints({ REFRESH_SECRET: undefined, REFRESH_SECRET_FILE: join(directory, 'none') })).toContain(
      'REFRESH_SECRET_FILE names a file that cannot be read',
    );
  });
});

describe('combinations that are dangerous together', () => {
  const LIVE = { STRIPE_SECRET_KEY: 'sk_live_0123456789' };
  const PRODUCTION = { NODE_ENV: 'production', SMTP_URL: 'smtps://mail.example' };

  it.each([
    ['a live key for another host', { ...LIVE, STRIPE_API_BASE: 'https://stripe.example' }, 'live key'],
    [
      'a live restricted key for another host',
      { STRIPE_SECRET_KEY: 'rk_live_0123456789', STRIPE_API_BASE: 'http://127.0.0.1:3900' },
      'live key',
    ],
    [
      'a live key for a host that only begins like Stripe',
      { ...LIVE, STRIPE_API_BASE: 'https://api.stripe.com.evil.example' },
      'live key',
    ],
    ['a live key over a line that anybody can read', { ...LIVE, STRIPE_API_BASE: 'http://api.stripe.com' }, 'live key'],
    ['no webhook secret', { STRIPE_WEBHOOK_SECRETS: ' , ' }, 'STRIPE_WEBHOOK_SECRETS names no secret'],
    ['a key of Apple without its names', { APNS_KEY: '-----BEGIN PRIVATE KEY-----' }, 'APNS_KEY needs'],
    ['a key for browsers and nobody to write to', { WEB_PUSH_KEY: PEM }, 'WEB_PUSH_KEY needs WEB_PUSH_CONTACT'],
    ['no way to push', { FCM_BASE_URL: '' }, 'FIREBASE_CREDENTIALS or FCM_BASE_URL'],
    [
      'the sandbox key in production',
      { ...PRODUCTION, STRIPE_SECRET_KEY: 'sk_test_sandbox_local' },
      'sandbox key in production',
    ],
    ['no mail server in production', { ...PRODUCTION, SMTP_URL: '' }, 'SMTP_URL must be given'],
    ['simulated media in production', { ...PRODUCTION, MEDIA: 'simulated' }, 'MEDIA=simulated'],
    ['cheap hashes in production', { ...PRODUCTION, BCRYPT_COST: '11' }, 'BCRYPT_COST is below 12'],
    [
      'webhooks to this machine in production',
      { ...PRODUCTION, WEBHOOKS_TO_LOOPBACK: 'allowed' },
      'WEBHOOKS_TO_LOOPBACK=allowed in production',
    ],
    [
      'a provider of texts without an account',
      { TEXTS_URL: 'https://texts.example', TEXTS_SENDER: 'Aurora' },
      'TEXTS_URL needs TEXTS_ACCOUNT',
    ],
    ['a provider of texts and no sender', TEXTS, 'TEXTS_URL needs TEXTS_SENDER'],
    [
      'WhatsApp without a template',
      { ...TEXTS, TEXTS_WHATSAPP_SENDER: '+4930123456', TEXTS_WHATSAPP_TEMPLATES: `code.en:HX${'a'.repeat(32)}` },
      'TEXTS_WHATSAPP_TEMPLATES with incoming_call.en, missed_call.en',
    ],
    ['a template of nothing', { TEXTS_WHATSAPP_TEMPLATES: 'code:HX1' }, 'TEXTS_WHATSAPP_TEMPLATES must be pairs'],
    ['a sender that is none', { TEXTS_SENDER: 'a name too long' }, 'TEXTS_SENDER must be'],
    ['a prefix that is none', { TEXTS_COUNTRIES: '+49, DE' }, 'TEXTS_COUNTRIES must be'],
    [
      'texts in the open in production',
      { ...PRODUCTION, ...TEXTS, TEXTS_URL: 'http://texts.example', TEXTS_SENDER: 'Aurora' },
      'TEXTS_URL must be https',
    ],
    ['loose limits in production', { ...PRODUCTION, RATE_LIMIT_FACTOR: '2' }, 'RATE_LIMIT_FACTOR must be 1'],
  ])('are refused: %s', (_, change, complaint) => {
    expect(complaints(change)).toEqual([expect.stringContaining(complaint)]);
  });

  it('are all named at once', () => {
    expect(
      complaints({
        ...PRODUCTION,
        STRIPE_SECRET_KEY: 'sk_test_sandbox_x',
        MEDIA: 'simulated',
        BCRYPT_COST: '4',
        RATE_LIMIT_FACTOR: '9',
      }),
    ).toHaveLength(4);
  });

  it('do not stand in the way of production, nor of the sandbox on a desk', () => {
    expect(complaints({ ...PRODUCTION, ...LIVE })).toEqual([]);
    expect(
      complaints({
        STRIPE_SECRET_KEY: 'sk_test_sandbox_local',
        STRIPE_API_BASE: 'http://127.0.0.1:3900',
        MEDIA: 'simulated',
      }),
    ).toEqual([]);
  });
});
