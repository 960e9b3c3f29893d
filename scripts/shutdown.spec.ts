import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const windows = process.platform === 'win32';

(windows ? describe.skip : describe)('a process that npm runs', () => {
  let dir: string;
  let program: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'platform-shutdown-'));
    program = path.join(dir, 'program.mjs');
    const shutdown = pathToFileURL(path.resolve(import.meta.dirname, 'shutdown.ts')).href;
    writeFileSync(
      program,
      `import { onShutdown } from '${shutdown}';
       onShutdown(async () => console.log('stopped in order'), async () => undefined);
       // Should nobody stop it, it does not outlive the test for long.
       setTimeout(() => process.exit(3), 20_000);
       console.log('ready');`,
    );
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('stops in order when the shell that npm put before it is ended', async () => {
    // The second command keeps the shell from becoming the program.
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${program}"; true`], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!said.includes('ready')) await once(shell.stdout, 'data');
    shell.kill('SIGTERM');
    // The pipe closes when the last that writes to it has ended.
    await once(shell.stdout, 'close');
    expect(said).toBe('ready\nstopped in order\n');
  });
});
