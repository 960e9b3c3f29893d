import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive, until } from './processes.ts';
import { Supervisor, type ProcessSpec } from './supervisor.ts';

const READY = `console.log('worker ready'); setInterval(() => {}, 1000);`;

describe('supervisor', () => {
  let dir: string;
  let events: string[];
  let supervisor: Supervisor;
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'supervisor-'));
    events = [];
    supervisor = new Supervisor({ logDir: dir, onEvent: (line) => events.push(line), maxCrashes: 2 });
  });
  afterEach(async () => {
    await supervisor.close();
    fs.rmSync(dir, { recursive: true, force: true });
  });

  const spec = (name: string, code: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
    name,
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    ...more,
  });
  const started = async (name: string, code: string, more?: Partial<ProcessSpec>) => {
    const one = supervisor.start(spec(name, code, more));
    await one.ready(() => one.log.lines.includes('worker ready'));
    return one;
  };

  it('starts a process again after a SIGKILL, with one line about it', async () => {
    const worker = await started('worker', READY);
    const first = worker.pid!;
    process.kill(first, 'SIGKILL');
    expect(await until(() => worker.pid !== undefined && worker.pid !== first, 5_000)).toBe(true);
    await worker.ready(() => worker.log.lines.includes('worker ready'));
    expect(worker.restarts).toBe(1);
    expect(events).toEqual(['worker killed by SIGKILL; starting it again (restart 1)']);
  });

  it('does not count the kills of a test', async () => {
    const worker = await started('worker', READY);
    for (let kill = 1; kill <= 5; kill++) {
      await worker.kill9();
      await worker.ready(() => worker.pid !== undefined);
    }
    expect(worker).toMatchObject({ restarts: 5, state: 'running' });
  });

  it('gives up a process that crashes again and again, and says so', async () => {
    const worker = supervisor.start(spec('worker', 'process.exit(3)'));
    expect(await until(() => worker.state === 'failed', 10_000)).toBe(true);
    expect(worker.restarts).toBe(2);
    expect(events.at(-1)).toMatch(
      /^worker crashed 3 times in a short time \(exit code 3\) and stays down\. Its log: \S+worker\.log$/,
    );
    await expect(worker.ready(() => false)).rejects.toThrow('worker did not start');
  });

  it('tells the last words of a process that does not start', async () => {
    const api = supervisor.start(spec('api', `throw new Error('PORT is missing')`));
    await expect(api.ready(() => false)).rejects.toThrow(/^api did not start: Error: PORT is missing\. Its log: /);
    expect(api.restarts).toBe(0);
  });

  it('stops in order, the last started first, and kills what does not listen', async () => {
    const stubborn = await started('api', `process.on('SIGTERM', () => console.log('no')); ${READY}`, { stopMs: 300 });
    const polite = await started(
      'worker',
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); ${READY}`,
    );
    const pids = [stubborn.pid!, polite.pid!];
    await supervisor.stop();
    expect(polite.log.lines).toContain('bye');
    expect(events).toEqual(['api did not stop within 0.3 s; killed']);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('leaves no orphan when its own process is killed with SIGKILL', async () => {
    const file = path.join(dir, 'parent.mts');
    fs.writeFileSync(
      file,
      `import { Supervisor } from ${JSON.stringify(new URL('./supervisor.ts', import.meta.url).href)};
       const supervisor = new Supervisor({ logDir: ${JSON.stringify(dir)}, onEvent: () => {} });
       const child = supervisor.start({ name: 'child', command: process.execPath, env: process.env,
         args: ['-e', "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)"] });
       console.log(JSON.stringify({ child: child.pid, reaper: supervisor.reaper.pid }));`,
    );
    const parent = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    );
    const { child, reaper } = JSON.parse(line) as { child: number; reaper: number };
    expect([child, reaper].map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    expect(await until(() => !isAlive(child) && !isAlive(reaper), 10_000)).toBe(true);
  });
});
