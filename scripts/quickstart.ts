import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';

/**
 * `npm run quickstart`: does what the guide at /docs/quickstart says, word by word, in an empty folder against a running platform, and prints the time of each
 * step. Options: --api http://127.0.0.1:3000 --host aurora.localhost; EMAIL and PASSWORD are those of an owner.
 */
export interface Step {
  readonly title: string;
  readonly seconds: number;
}
export interface Quickstart {
  readonly steps: readonly Step[];
  /** All that the commands of the guide have printed. */
  readonly output: string;
}
export interface QuickstartOptions {
  /** Where the platform listens. */
  readonly api: string;
  /** Name of the licensee's host; not every machine resolves `*.localhost`. */
  readonly host: string;
  readonly email: string;
  readonly password: string;
  readonly onLine?: (line: string) => void;
}

const MARK = '::step-is-done';

/** @throws Error with all that was printed when a command of the guide fails */
export async function quickstart(options: QuickstartOptions): Promise<Quickstart> {
  const proxy = await hostProxy(options.api, options.host);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quickstart-'));
  try {
    const { port } = proxy.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const response = await fetch(`${baseUrl}/docs/quickstart.md`);
    if (!response.ok) throw new Error(`GET /docs/quickstart.md is answered ${response.status}`);
    const guide = (await response.text())
      .replaceAll(/https?:\/\/[^\s"']*(?=\n)/g, (address) => (address.includes(options.host) ? baseUrl : address))
      .replaceAll('4242', String(await freePort()));
    return await follow(guide, folder, options);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The shell commands of each section in one shell; its files where they are shown. */
function scriptOf(guide: string): { script: string; titles: string[] } {
  const titles: string[] = [];
  const lines = ['set -euo pipefail'];
  for (const section of guide.split(/^## /m).slice(1)) {
    const blocks = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
    if (blocks.length === 0) continue;
    titles.push(section.split('\n')[0]!);
    for (const [, language, text] of blocks) {
      const file = language === 'js' ? /^\/\/ ([\w.-]+)\n/.exec(text!)?.[1] : undefined;
      lines.push(file === undefined ? text! : `cat > ${file} <<'END-OF-FILE'\n${text}END-OF-FILE`);
    }
    lines.push(`echo '${MARK}'`);
  }
  return { script: lines.join('\n'), titles };
}

function follow(guide: string, folder: string, { email, password, onLine }: QuickstartOptions): Promise<Quickstart> {
  const { script, titles } = scriptOf(guide);
  const env = {
    ...process.env,
    HOME: folder,
    EMAIL: email,
    PASSWORD: password,
    PATH: `${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  };
  const child = spawn('bash', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const steps: Step[] = [];
  let output = '';
  let began = performance.now();
  const take = (part: Buffer): void => {
    for (const line of part.toString().split(/(?<=\n)/)) {
      if (line.trim() === MARK) {
        const step = { title: titles[steps.length]!, seconds: (performance.now() - began) / 1000 };
        steps.push(step);
        began = performance.now();
        onLine?.(`${step.seconds.toFixed(1).padStart(6)} s  ${step.title}`);
      } else output += line;
    }
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0 && steps.length === titles.length) done({ steps, output });
      else fail(new Error(`"${titles[steps.length] ?? 'the end'}" failed (exit code ${code}):\n${output}`));
    });
  });
}

/** Sends everything on under the name of the licensee's host. */
async function hostProxy(api: string, host: string): Promise<Server> {
  const target = new URL(api);
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(
      {
        hostname: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, host },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.once('error', (error) => outgoing.writeHead(502).end(error.message));
    incoming.pipe(forwarded);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name: string, fallback: string): string => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const { steps } = await quickstart({
    api: option('api', 'http://127.0.0.1:3000'),
    host: option('host', 'aurora.localhost'),
    email: process.env['EMAIL'] ?? 'owner@aurora.example',
    password: process.env['PASSWORD'] ?? 'try-the-platform-2026',
    onLine: (line) => console.log(line),
  });
  console.log(
    `${steps
      .reduce((sum, { seconds }) => sum + seconds, 0)
      .toFixed(1)
      .padStart(6)} s  in all`,
  );
}
