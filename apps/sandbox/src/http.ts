import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const BODY_LIMIT = 1_000_000;

/** Reads a request body; larger than 1 MB is refused, as no text here is ever that large. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request, BODY_LIMIT)).toString('utf8');
}

/** Reads a request body as it came. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > limit) throw new Error(`request body is larger than ${limit} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON, indented as Stripe does it. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}

/** Answers with an HTML page that may load nothing from elsewhere. */
export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
}

/** Makes text safe inside HTML elements and quoted attributes. */
export function escapeHtml(text: unknown): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Thrown when a port is taken; the message names the port and the variable that changes it. */
export class PortBusy extends Error {}

export interface Listening {
  server: Server;
  port: number;
  /** Cuts open connections and stops listening. */
  close(): Promise<void>;
}

/** Starts a server on the loopback address. `variable` is named when the port is taken. */
export async function listen(server: Server, port: number, variable: string, host = '127.0.0.1'): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(busy ? new PortBusy(`port ${port} on ${host} is not free; choose another with ${variable}`) : error);
    });
    server.listen(port, host, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** `createServer` whose handler may be async; an unexpected error is a plain 500 instead of an unhandled rejection. */
export function httpServer(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
  return createServer(asListener(handle));
}

/** Wraps an async handler for `http.createServer` or `https.createServer`. */
export function asListener(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): RequestListener {
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`sandbox: ${request.method} ${request.url}: ${String((error as Error)?.stack ?? error)}\n`);
      if (response.headersSent) response.destroy();
      else
        sendJson(response, 500, { error: { type: 'api_error', message: String((error as Error)?.message ?? error) } });
    });
  };
}
