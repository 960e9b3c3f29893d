import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

export interface FrontDoor {
  url: string;
  /** Where requests go; nobody answers before it is set. */
  open(replicas: readonly string[]): void;
  close(): void;
}

/** A load balancer as plain as it can be: the next replica that can be reached, 502 when the one at work dies. */
export async function openFrontDoor(): Promise<FrontDoor> {
  let replicas: readonly string[] = [];
  let turn = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => forward(request, response, Buffer.concat(chunks), replicas.length));
  });

  function forward(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer, tries: number): void {
    if (tries === 0) return void response.writeHead(502).end();
    const target = new URL(request.url ?? '/', replicas[turn++ % replicas.length]);
    let answered = false;
    const outgoing = http.request(target, { method: request.method, headers: request.headers, timeout: 10_000 });
    outgoing.on('response', (answer) => {
      answered = true;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', (error) => {
      // Only what was certainly not delivered may go to another replica; the rest is the sender's to repeat.
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') forward(request, response, body, tries - 1);
      else if (!answered) response.writeHead(502).end();
    });
    outgoing.end(body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (urls) => void (replicas = urls),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
