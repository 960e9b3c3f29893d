import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ProcessSpec, SupervisedProcess, Supervisor } from './supervisor.ts';

/** Where the media server comes from. `none` tells why, for the one line that says media is simulated. */
export type LiveKitChoice =
  | { kind: 'url'; url: string }
  | { kind: 'binary'; path: string; origin: 'PATH' | 'built' }
  | { kind: 'none'; reason: string };

export interface ResolveOptions {
  /** Called now and then while the server is built. */
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

const root = path.resolve(import.meta.dirname, '..');
const moduleDir = path.join(root, 'deploy', 'dev', 'livekit');
const PACKAGE = 'github.com/livekit/livekit-server/cmd/server';
const exe = process.platform === 'win32' ? '.exe' : '';

/** LIVEKIT_URL, else livekit-server on PATH, else the server built once from the pinned Go module, else none. */
export async function resolveLiveKit(options: ResolveOptions = {}): Promise<LiveKitChoice> {
  const env = options.env ?? process.env;
  if (env.LIVEKIT_URL) return { kind: 'url', url: env.LIVEKIT_URL };
  const onPath = findOnPath('livekit-server', env);
  if (onPath) return { kind: 'binary', path: onPath, origin: 'PATH' };
  const built = builtPath();
  if (fs.existsSync(built)) return { kind: 'binary', path: built, origin: 'built' };
  if (!findOnPath('go', env))
    return { kind: 'none', reason: 'neither LIVEKIT_URL nor livekit-server nor Go was found' };
  const problem = await build(built, options);
  return problem
    ? { kind: 'none', reason: `livekit-server could not be built: ${problem}` }
    : { kind: 'binary', path: built, origin: 'built' };
}

/** The key is the hash of go.sum: another version, or another dependency of it, is another binary. */
function builtPath(): string {
  const key = createHash('sha256')
    .update(fs.readFileSync(path.join(moduleDir, 'go.sum')))
    .digest('hex');
  return path.join(root, '.cache', 'livekit', key, `livekit-server${exe}`);
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  for (const dir of (env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(dir, `${name}${exe}`);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (dir !== '' && fs.statSync(file).isFile()) return file;
    } catch {
      // Not there, or not for us.
    }
  }
  return undefined;
}

/** @returns what went wrong, or undefined. */
async function build(
  target: string,
  { onProgress, signal, env = process.env }: ResolveOptions,
): Promise<string | undefined> {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  // Built under another name: an interrupted build must not be taken for a server.
  const draft = `${target}.${process.pid}`;
  onProgress?.('building livekit-server with Go, once; one to four minutes');
  const child = spawn('go', ['build', '-v', '-trimpath', '-ldflags=-s -w', '-o', draft, PACKAGE], {
    cwd: moduleDir,
    env: { ...env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  const started = Date.now();
  let packages = 0;
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    // -v prints the name of each package; a line with a space is a message.
    if (line.includes(' ') && !line.startsWith('#') && !line.startsWith('go: downloading')) last = line;
    else if (!line.includes(' ')) packages++;
  });
  const timer = setInterval(() => {
    onProgress?.(
      `building livekit-server, ${Math.round((Date.now() - started) / 1000)} s, ${packages} packages compiled`,
    );
  }, 5_000);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (exitCode, by) => resolve(by ?? exitCode ?? 1));
  });
  clearInterval(timer);
  if (code === 0) {
    fs.renameSync(draft, target);
    return undefined;
  }
  fs.rmSync(draft, { force: true });
  signal?.throwIfAborted();
  return last || `go build ended with ${code}`;
}

/** What resolveLiveKit will find when nothing goes wrong. */
export function plannedMedia(env: NodeJS.ProcessEnv): LiveKitChoice {
  if (env.MEDIA === 'simulated') return { kind: 'none', reason: 'MEDIA=simulated' };
  return env.LIVEKIT_URL ? { kind: 'url', url: env.LIVEKIT_URL } : { kind: 'binary', path: '', origin: 'built' };
}

/** For the screen: where the media server comes from, or that there is none and what to do. */
export function describeMedia(choice: LiveKitChoice): string {
  if (choice.kind === 'url') return choice.url;
  if (choice.kind === 'binary')
    return choice.origin === 'built' ? 'LiveKit, built from the pinned Go module' : `LiveKit, ${choice.path}`;
  return `Media is simulated (${choice.reason}); install Go or set LIVEKIT_URL for real audio`;
}

export interface LiveKitOptions {
  binary: string;
  port: number;
  tcpPort: number;
  udpPort: number;
  apiKey: string;
  apiSecret: string;
  webhookUrl: string;
}

/** Loopback only: without it LiveKit announces the machine's outer address and asks Google for it. */
function configuration(options: LiveKitOptions): object {
  const loopback = Object.entries(os.networkInterfaces()).find(([, list]) =>
    list?.some(({ internal, family }) => internal && family === 'IPv4'),
  );
  return {
    port: options.port,
    bind_addresses: ['127.0.0.1'],
    keys: { [options.apiKey]: options.apiSecret },
    rtc: {
      udp_port: options.udpPort,
      tcp_port: options.tcpPort,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      interfaces: { includes: [loopback?.[0] ?? 'lo'] },
      stun_servers: ['127.0.0.1:3478'],
    },
    room: { auto_create: false, empty_timeout: 60, departure_timeout: 20 },
    webhook: { api_key: options.apiKey, urls: [options.webhookUrl] },
  };
}

export function liveKitSpec(options: LiveKitOptions): ProcessSpec {
  return {
    name: 'livekit',
    command: options.binary,
    args: [],
    // JSON is YAML. In the environment and not in the arguments, where every user of the machine could read the secret.
    env: { ...process.env, LIVEKIT_CONFIG: JSON.stringify(configuration(options)) },
    // The first asks it to wait for the rooms to empty, the second means it.
    stopSignals: ['SIGTERM', 'SIGTERM'],
    stopMs: 5_000,
  };
}

/** Starts the server under the supervisor and waits until it answers. */
export async function startLiveKit(supervisor: Supervisor, options: LiveKitOptions): Promise<SupervisedProcess> {
  const server = supervisor.start(liveKitSpec(options));
  await server.ready(() => answers(`http://127.0.0.1:${options.port}/`), 30_000);
  return server;
}

/** True when the address answers with a success. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
