import { createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadSecrets } from './secrets.ts';
import { UsageError } from './usage-error.ts';

describe('development secrets', () => {
  let dir: string;
  beforeEach(() => (dir = fs.mkdtempSync(path.join(os.tmpdir(), 'secrets-'))));
  afterEach(() => fs.rmSync(dir, { recursive: true }));
  const file = () => path.join(dir, 'secrets.json');

  it('are made once, for the owner alone', () => {
    const first = loadSecrets(dir);
    expect(loadSecrets(dir)).toEqual(first);
    if (process.platform !== 'win32') expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(dir)).toEqual(['secrets.json']);
  });

  it('have the kinds and lengths that their users ask for', () => {
    const secrets = loadSecrets(dir);
    expect(createPrivateKey(secrets.AUTH_PRIVATE_KEY).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(createPrivateKey(secrets.WEB_PUSH_KEY).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(createPrivateKey(secrets.RECEIPT_PRIVATE_KEY).asymmetricKeyType).toBe('ed25519');
    expect(secrets.SECRET_BOX_KEYS).toMatch(/^[0-9a-f]{8}:[\w-]{43}$/);
    expect(secrets.LIVEKIT_API_SECRET.length).toBeGreaterThanOrEqual(32);
    expect(secrets.STRIPE_SECRET_KEY).toMatch(/^sk_test_sandbox_/);
    expect(secrets.STRIPE_WEBHOOK_SECRET).toMatch(/^whsec_/);
  });

  it('keep what exists when a newer version adds one', () => {
    const { ROLE_SECRET, ...older } = loadSecrets(dir);
    fs.writeFileSync(file(), JSON.stringify(older));
    const now = loadSecrets(dir);
    expect(now).toMatchObject(older);
    expect(now.ROLE_SECRET).toBeTruthy();
    expect(now.ROLE_SECRET).not.toBe(ROLE_SECRET);
  });

  it('are not silently replaced when the file is damaged', () => {
    fs.writeFileSync(file(), '{ "AUTH');
    expect(() => loadSecrets(dir)).toThrow(UsageError);
  });
});
