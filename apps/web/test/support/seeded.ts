import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fastFolder } from '../../../../scripts/fast-folder.ts';
import { plantStack } from '../../../../scripts/stack.ts';

/** What every platform of the browser tests is started with; a seed made with it is one for all. */
export const ENVIRONMENT = { LOG_LEVEL: 'warn', RATE_LIMIT_FACTOR: '1000', BCRYPT_COST: '4' } as const;

/** Names the folder of the run's seeded platform to the workers. Unset outside of a run of Jest. */
const SEEDED = 'SEEDED_PLATFORM';

/** A folder for one platform. Whoever runs Postgres for root must be able to walk in: its data would lie elsewhere otherwise, and stay there. */
export function platformFolder(): string {
  const folder = mkdtempSync(path.join(fastFolder(), 'platform-web-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Set-up of a run: one platform is migrated and seeded, and each spec file starts on a copy. Finds the media server too, which may have to be built. */
export async function plantSeeded(): Promise<void> {
  const started = performance.now();
  const dataDir = platformFolder();
  process.env[SEEDED] = dataDir;
  try {
    await plantStack({ dataDir, ports: 'free', onStatus: () => undefined, postgres: { fast: true }, env: ENVIRONMENT });
  } catch (error) {
    // Jest tears nothing down when the set-up has failed.
    removeSeeded();
    throw error;
  }
  console.log(`\nA seeded platform is there to be copied after ${Math.round(performance.now() - started)} ms`);
}

export function removeSeeded(): void {
  const folder = process.env[SEEDED];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Fills the folder with the platform of the set-up: owners and modes too, on which Postgres insists. @returns whether there is one. */
export function copySeeded(folder: string): boolean {
  const seeded = process.env[SEEDED];
  if (seeded === undefined) return false;
  execFileSync('cp', ['-a', `${seeded}/.`, folder]);
  return true;
}
