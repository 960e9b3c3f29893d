import fs from 'node:fs';
import os from 'node:os';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 2 ** 30;

/** Where databases of tests go: memory, where the system offers enough of it as a folder; making and copying them is a tenth of the work there. */
export function fastFolder(): string {
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    if (bavail * bsize >= ENOUGH_BYTES) return MEMORY;
  } catch {
    // No such folder, or not for us.
  }
  return os.tmpdir();
}
