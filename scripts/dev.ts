import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createServer } from 'vite';
import { portFromEnv } from './ports.ts';
import { root } from './stack-environment.ts';
import type { Stack } from './stack.ts';
import { runStack } from './start.ts';

const WATCHED = ['apps/api/src', 'apps/worker/src', 'libs'];

/** Compiles what has changed. False when it does not compile; the message is on the screen. */
function build(): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'setup.mjs')], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

/** The screens with hot reload, each host with its own brand: the head of the page comes from the API. */
async function serveScreens(stack: Stack): Promise<void> {
  process.env['API_URL'] = stack.urls.api[0];
  const server = await createServer({
    configFile: path.join(root, 'apps/web/vite.config.ts'),
    server: { port: portFromEnv('VITE_PORT', 5173) },
  });
  await server.listen();
  const { port } = server.config.server;
  for (const { host } of stack.seed.licensees) console.log(`Screens with hot reload: http://${host}:${port}`);
}

/** A change in the sources: build, then restart API and worker. The database, the sandbox and open media stay up. */
function watch(stack: Stack): void {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const reload = async () => {
    if (!(await build())) return;
    await Promise.all([...stack.processes.api, stack.processes.worker].map((one) => one.restart()));
    await stack.ready().then(
      () => console.log('  ok   reloaded'),
      (error: Error) => console.log(`  !!!  ${error.message}`),
    );
  };
  for (const dir of WATCHED.filter((name) => fs.existsSync(path.join(root, name)))) {
    fs.watch(path.join(root, dir), { recursive: true }, (_event, file) => {
      if (!file || /\.(spec|d)\.ts$/.test(file) || !/\.(ts|json)$/.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(reload);
      }, 100);
    });
  }
  console.log(`Watching ${WATCHED.join(', ')}.`);
}

/** `npm run dev`: npm start with the output of API and worker on the screen and a reload on every change. */
if (import.meta.main)
  await runStack({
    stack: { supervisor: { echo: (line) => console.log(line) } },
    onReady: (stack) => {
      watch(stack);
      void serveScreens(stack);
    },
    patient: true,
  });
