import dgram from 'node:dgram';
import net from 'node:net';
import {
  freePort,
  freeUdpPort,
  isPortFree,
  portFromEnv,
  requireDifferentPorts,
  requirePort,
  requireUdpPort,
} from './ports.ts';
import { UsageError } from './usage-error.ts';

describe('ports', () => {
  it('never hands out the same free port twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
    expect(new Set(ports).size).toBe(20);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::1'])('sees a program that listens on %s', async (host) => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
    const server = net.createServer();
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)); // no IPv6 here
      server.listen(port, host, () => resolve(true));
    });
    try {
      expect(await isPortFree(port)).toBe(!listening);
    } finally {
      server.close();
    }
  });

  it('names the busy port, who needs it and the cure in one line', async () => {
    const port = await freePort();
    const server = net.createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(requirePort(port, 'PORT', 'API')).rejects.toEqual(
      new UsageError(`Port ${port} is busy (API). Stop the other program or set PORT to a free port.`),
    );
    server.close();
  });

  it('names both settings when two of them want one port', () => {
    const api = { port: 3900, variable: 'PORT', who: 'API' };
    const sandbox = { port: 3900, variable: 'SANDBOX_PORT', who: 'sandbox' };
    expect(() => requireDifferentPorts([api, sandbox])).toThrow(
      new UsageError(
        'Port 3900 is wanted twice: by PORT (API) and SANDBOX_PORT (sandbox). Set one of them to another port.',
      ),
    );
    expect(() => requireDifferentPorts([api, { ...sandbox, port: 3901 }])).not.toThrow();
  });

  it('checks UDP apart from TCP', async () => {
    const port = await freeUdpPort();
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, resolve));
    await expect(requireUdpPort(port, 'LIVEKIT_PORT')).rejects.toThrow(`Port ${port} is busy`);
    await expect(requirePort(port, 'LIVEKIT_PORT')).resolves.toBeUndefined();
    socket.close();
  });

  it('reads a port from the environment and refuses what is none', () => {
    expect(portFromEnv('X', 3000, {})).toBe(3000);
    expect(portFromEnv('X', 3000, { X: '' })).toBe(3000);
    expect(portFromEnv('X', 3000, { X: '8080' })).toBe(8080);
    for (const text of ['0', '65536', 'abc', '1e3', '-1', '3000 '])
      expect(() => portFromEnv('X', 1, { X: text })).toThrow(UsageError);
  });
});
