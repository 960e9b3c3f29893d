import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import { UsageError } from './usage-error.ts';

function listen(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const bound = (server.address() as net.AddressInfo).port;
      server.close(() => resolve(bound));
    });
  });
}

// Below the ports that systems give to connections which go out: one of those may take a port between this look and its use. Each process has a part of its own, for
// specs that run side by side look at the same moment.
const PORTS_OF_A_PROCESS = 2_000;
const FIRST = 15_000 + (process.pid % 8) * PORTS_OF_A_PROCESS;
const LAST = FIRST + PORTS_OF_A_PROCESS;
// A parallel start must not get the same port twice.
const given = new Set<number>();

/** A TCP port on the loopback interface that nobody listens on now and that this process has not handed out before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port)) continue;
    given.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port after 100 attempts');
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 1000 });
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(false));
  });
}

/**
 * Whether the TCP port is free on the loopback interface. Both families are tried, since browsers resolve *.localhost to
 * either; the connection attempt is for macOS, which lets us listen beside a program that listens on all interfaces.
 */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    try {
      await listen(port, host);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // EACCES: a privileged port that this user may not open; for the caller it is as good as taken.
      if (code === 'EADDRINUSE' || code === 'EACCES') return false;
      if (host === '127.0.0.1') throw error;
      // A machine without IPv6.
    }
  }
  return !(await isListening(port));
}

function bindUdp(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket('udp4');
    socket.once('error', reject);
    socket.bind({ port, exclusive: true }, () => {
      const bound = socket.address().port;
      socket.close(() => resolve(bound));
    });
  });
}

/** The same for UDP. Calls in browsers take ports of those that systems give, too. */
export async function freeUdpPort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(FIRST, LAST);
    const isFree = await bindUdp(port).then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
  throw new Error('no free UDP port after 100 attempts');
}

const busy = (port: number, variable: string, who: string) =>
  new UsageError(`Port ${port} is busy (${who}). Stop the other program or set ${variable} to a free port.`);

/** A port, the setting that names it, and who opens it. */
export interface PortNeed {
  readonly port: number;
  readonly variable: string;
  readonly who: string;
}

/** @throws UsageError naming both settings when two of ours want one port: no other program is to blame. */
export function requireDifferentPorts(needs: readonly PortNeed[]): void {
  const seen = new Map<number, PortNeed>();
  for (const need of needs) {
    const first = seen.get(need.port);
    if (first)
      throw new UsageError(
        `Port ${need.port} is wanted twice: by ${first.variable} (${first.who}) and ${need.variable} (${need.who}). Set one of them to another port.`,
      );
    seen.set(need.port, need);
  }
}

/** @throws UsageError naming the port, who needs it and the cure. */
export async function requirePort(port: number, variable: string, who: string = variable): Promise<void> {
  if (!(await isPortFree(port))) throw busy(port, variable, who);
}

/** The same for UDP. */
export async function requireUdpPort(port: number, variable: string, who: string = variable): Promise<void> {
  await bindUdp(port).catch(() => {
    throw busy(port, variable, who);
  });
}

/** Reads a port from the environment. @throws UsageError when it is not a number from 1 to 65535. */
export function portFromEnv(variable: string, fallback: number, env: NodeJS.ProcessEnv = process.env): number {
  const text = env[variable];
  if (text === undefined || text === '') return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new UsageError(`${variable}="${text}" is not a port. Set it to a number from 1 to 65535 or leave it out.`);
}
