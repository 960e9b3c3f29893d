import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

describe('the setup', () => {
  let tree: string;
  beforeEach(() => {
    tree = fs.mkdtempSync(path.join(os.tmpdir(), 'setup-'));
    fs.mkdirSync(path.join(tree, 'own/scripts'), { recursive: true });
    fs.mkdirSync(path.join(tree, 'other/node_modules'), { recursive: true });
    fs.copyFileSync(new URL('setup.mjs', import.meta.url), path.join(tree, 'own/scripts/setup.mjs'));
    fs.writeFileSync(
      path.join(tree, 'own/package-lock.json'),
      JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } }),
    );
    // Stands for npm: it leaves a note of each command.
    fs.writeFileSync(
      path.join(tree, 'npm.js'),
      `require('node:fs').appendFileSync(${JSON.stringify(path.join(tree, 'npm.log'))}, process.argv.slice(2).join(' ') + '\\n'); process.exit(process.argv.includes('ci') ? 1 : 0);`,
    );
  });
  afterEach(() => fs.rmSync(tree, { recursive: true, force: true }));

  const setup = () => {
    const env = { ...process.env, npm_execpath: path.join(tree, 'npm.js') };
    const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], {
      cwd: path.join(tree, 'own'),
      encoding: 'utf8',
      env,
    });
    const log = path.join(tree, 'npm.log');
    return { status, stderr, commands: fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '' };
  };

  it('installs nothing through a link to the packages of another tree, and says what to do', () => {
    const other = path.join(tree, 'other/node_modules');
    fs.symlinkSync(other, path.join(tree, 'own/node_modules'));
    const { status, stderr, commands } = setup();
    expect(status).toBe(1);
    expect(stderr).toContain(`node_modules is a link to ${other}`);
    expect(stderr).toContain('remove the link');
    expect(commands).toBe('');
    expect(fs.readdirSync(other)).toEqual([]);
  });

  it('installs into a folder of its own', () => {
    const { status, stderr, commands } = setup();
    expect(status).toBe(1);
    expect(stderr).toContain('"npm ci" failed');
    expect(commands).toMatch(/^ci --ignore-scripts/m);
  });
});
