import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.ts';

const pem = (privateKey: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** How each secret of a development machine is made. Production gets its own from outside; see deploy/README.md. */
const generators = {
  AUTH_PRIVATE_KEY: () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  WEB_PUSH_KEY: () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  REFRESH_SECRET: () => randomBytes(32).toString('base64url'),
  SECRET_BOX_KEYS: () => `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64url')}`,
  RECEIPT_PRIVATE_KEY: () => pem(generateKeyPairSync('ed25519').privateKey),
  ROLE_SECRET: () => randomBytes(32).toString('base64url'),
  LIVEKIT_API_KEY: () => `dev${randomBytes(6).toString('hex')}`,
  // LiveKit complains about secrets under 32 characters.
  LIVEKIT_API_SECRET: () => randomBytes(36).toString('base64url'),
  STRIPE_SECRET_KEY: () => `sk_test_sandbox_${randomBytes(18).toString('hex')}`,
  STRIPE_SECOND_KEY: () => `sk_test_sandbox_${randomBytes(18).toString('hex')}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString('hex')}`,
} satisfies Record<string, () => string>;

export type Secrets = Record<keyof typeof generators, string>;

/**
 * The secrets in `<dataDir>/secrets.json` (0600), made on the first start. A secret that a newer version adds is added
 * to the file; the others never change, because the data in the same directory is signed and encrypted with them.
 */
export function loadSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  fs.mkdirSync(dataDir, { recursive: true });
  const known = read(file);
  const missing = Object.entries(generators).filter(([name]) => !known[name]);
  if (missing.length === 0) return known as Secrets;
  const secrets = { ...known, ...Object.fromEntries(missing.map(([name, generate]) => [name, generate()])) };
  // Renamed into place: a start that is killed here must not leave half a file behind.
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
  return secrets as Secrets;
}

function read(file: string): Partial<Record<string, string>> {
  if (!fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    throw new UsageError(`${file} is not JSON. Restore it, or remove the whole directory to start with empty data.`);
  }
}
