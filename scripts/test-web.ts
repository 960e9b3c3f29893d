import { spawn } from 'node:child_process';
import path from 'node:path';
import { findChromium } from './chromium.ts';

/**
 * `npm run test:web`: the screens in a real Chromium against the whole platform, with real audio. `--short` is the form of `npm test`; other arguments are
 * passed to jest (`npm run test:web -- journey`).
 */
const args = process.argv.slice(2);
const isShort = args.includes('--short');
const found = findChromium((line) => console.log(line));
if ('reason' in found) {
  console.error(`The browser tests cannot run: ${found.reason}.`);
  process.exit(1);
}
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    path.join('node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    'apps/web/test/jest.browser.config.mjs',
    ...args.filter((one) => one !== '--short'),
  ],
  { stdio: 'inherit', env: { ...process.env, CHROMIUM: found.path, SCREENS: isShort ? 'short' : 'full' } },
);
child.once('exit', (code) => process.exit(code ?? 1));
