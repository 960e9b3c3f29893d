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

/** The variables of the environment win over what `login` has kept. @throws UsageError when neither says it */
export function loadProfile(io: Io): Profile {
  const file = profileFile(io);
  const kept = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Profile>) : {};
  const baseUrl = io.env['PLATFORM_URL'] || kept.baseUrl;
  const key = io.env['PLATFORM_KEY'] || kept.key;
  if (!baseUrl || !key)
    throw new UsageError(
      'Nobody is logged in. Run `platform login --url https://...`, or set PLATFORM_URL and PLATFORM_KEY.',
    );
  return { baseUrl, key };
}

export const connect = ({ baseUrl, key }: Profile): Platform => new Platform({ baseUrl, key });
