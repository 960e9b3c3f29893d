import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** Certificate of the FCM stand-in and the authority that signed it. */
export interface Certificate {
  /** PEM of the authority: what a client must trust. */
  ca: string;
  cert: string;
  key: string;
}

const NAMES = ['fcm.googleapis.com', 'localhost'];
const YEARS = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

async function create(): Promise<Certificate> {
  const notAfterDate = new Date(Date.now() + YEARS * 365 * DAY_MS);
  const authority = await generate([{ name: 'commonName', value: 'Sandbox FCM authority (tests only)' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'fcm.googleapis.com' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [...NAMES.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip: '127.0.0.1' }],
      },
    ],
  });
  return { ca: authority.cert, cert: leaf.cert, key: leaf.private };
}

/** The kept certificate of `folder`, or a new one; without a folder a new one for this run. */
export async function certificateFor(folder: string | undefined): Promise<Certificate> {
  if (!folder) return create();
  const file = (name: string) => join(folder, name);
  const names = { ca: file('fcm-ca.pem'), cert: file('fcm-cert.pem'), key: file('fcm-key.pem') };
  if (Object.values(names).every((name) => existsSync(name))) {
    const cert = readFileSync(names.cert, 'utf8');
    const validTo = new X509Certificate(cert).validToDate;
    if (validTo.getTime() > Date.now() + 30 * DAY_MS) {
      return { ca: readFileSync(names.ca, 'utf8'), cert, key: readFileSync(names.key, 'utf8') };
    }
  }
  const made = await create();
  writeFileSync(names.ca, made.ca);
  writeFileSync(names.cert, made.cert);
  writeFileSync(names.key, made.key, { mode: 0o600 });
  return made;
}
