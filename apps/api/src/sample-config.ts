import { generateKeyPairSync } from 'node:crypto';
import { type Config, loadConfig } from '@app/kernel';

/** A configuration that parses, for building the document without any service. */
export function sampleConfig(): Config {
  const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string =>
    key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const url = 'postgres://nobody@127.0.0.1:1/none';
  return loadConfig({
    DATABASE_TENANT_URL: url,
    DATABASE_RESOLVER_URL: url,
    DATABASE_OPERATOR_URL: url,
    DATABASE_JOBS_URL: url,
    AUTH_PRIVATE_KEY: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    RECEIPT_PRIVATE_KEY: pem(generateKeyPairSync('ed25519').privateKey),
    REFRESH_SECRET: 'x'.repeat(32),
    SECRET_BOX_KEYS: `sample:${'x'.repeat(43)}`,
    STRIPE_SECRET_KEY: 'sk_test_sandbox_document',
    STRIPE_WEBHOOK_SECRETS: 'whsec_document',
    LIVEKIT_URL: 'ws://127.0.0.1:1',
    LIVEKIT_API_URL: 'http://127.0.0.1:1',
    LIVEKIT_API_KEY: 'document',
    LIVEKIT_API_SECRET: 'x'.repeat(32),
    FCM_BASE_URL: 'https://127.0.0.1:1',
  });
}
