import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpSender } from './http-sender.js';
import { OutboundGuard } from './outbound-guard.js';

/** Words of a server that speaks HTTP its own way, by path. Every try must end: one that does not holds a place for good. */
const WORDS: Readonly<Record<string, string>> = {
  upgrade: 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nmore',
  upgradeToNothing: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  endlessNotes: 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3),
  nonsense: 'SSH-2.0-server\r\n',
  taken: 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone',
  halfABody: 'HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\nhalf',
};

describe('a message to a receiver with manners of its own', () => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (head: Buffer) => {
      const word = WORDS[/^POST \/(\w+)/.exec(head.toString())?.[1] ?? ''];
      if (word === undefined) socket.end();
      else socket.write(word);
    });
  });
  const sender = new HttpSender(new OutboundGuard({ DNS_SERVERS: [], WEBHOOKS_TO_LOOPBACK: 'allowed' }));
  sender.timeoutMs = 500;
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each([
    ['upgrade', 'status', 101],
    ['upgradeToNothing', 'status', 101],
    ['endlessNotes', 'timeout', null],
    ['nonsense', 'connection', null],
    ['hangsUp', 'connection', null],
    ['taken', null, 200],
    ['halfABody', null, 200],
  ] as const)('ends: %s', async (path, failure, statusCode) => {
    const { port } = server.address() as AddressInfo;
    const answer = await sender.post(`http://127.0.0.1:${port}/${path}`, {}, Buffer.from('{}'));
    expect(answer).toMatchObject({ failure, statusCode });
  });
});
