import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin'];
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find((file) => fs.existsSync(file));
}

/**
 * A Chromium for the browser tests: `CHROMIUM`, the one on PATH, or Debian's, which is installed where we may. The reason when there is none.
 */
export function findChromium(say: (line: string) => void): { path: string } | { reason: string } {
  const given = process.env['CHROMIUM'] ?? onPath();
  if (given !== undefined) return { path: given };
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0)
    return { reason: 'no Chromium on PATH, and it can be installed only as root on Debian; set CHROMIUM to one' };
  say("installing Debian's Chromium, once; about a minute");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) return { reason: `apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}` };
  }
  const installed = onPath();
  return installed === undefined ? { reason: 'apt-get installed no chromium' } : { path: installed };
}
