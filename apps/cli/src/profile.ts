import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Platform } from '@app/sdk';
import { type Io, UsageError } from './io.js';

/** Where the commands go, and with which key. */
export interface Profile {
  readonly baseUrl: string;
  readonly key: string;
}

export function profileFile({ env }: Io): string {
  const folder = env['XDG_CONFIG_HOME'] || path.join(env['HOME'] || os.homedir(), '.config');
  return path.join(folder, 'platform', 'profile.json');
}

/** Only for who owns it: a file that exists keeps no wider mode than a new one gets. */
export function saveProfile(io: Io, profile: Profile): string {
  const file = profileFile(io);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  fs.writeFileSync(fresh, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(fresh, file);
  return file;
}

/** The variables of the environment win over what `login` has kept. @throws UsageError when neither says it, or when it is no address */
export function loadProfile(io: Io): Profile {
  const kept = keptProfile(profileFile(io));
  const baseUrl = io.env['PLATFORM_URL'] || kept.baseUrl;
  const key = io.env['PLATFORM_KEY'] || kept.key;
  if (!baseUrl || !key)
    throw new UsageError(
      'Nobody is logged in. Run `platform login --url https://...`, or set PLATFORM_URL and PLATFORM_KEY.',
    );
  connect({ baseUrl, key });
  return { baseUrl, key };
}

function keptProfile(file: string): Partial<Profile> {
  if (!fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Profile>;
  } catch {
    throw new UsageError(`${file} cannot be read. Run \`platform login\` again.`);
  }
}

/** @throws UsageError for an address or a key that cannot be one */
export function connect({ baseUrl, key }: Profile): Platform {
  try {
    return new Platform({ baseUrl, key });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message.replace('baseUrl', 'The address of the platform (--url, PLATFORM_URL)'));
  }
}
