import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One message as it came over the wire. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly body: {
    readonly id: string;
    readonly type: string;
    readonly subject: string;
    readonly sequence: number | null;
    readonly data: Record<string, unknown>;
  };
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How often this message came to this path before. */
  readonly repeats: number;
}

export type Behaviour = (message: ReceivedWebhook, response: http.ServerResponse) => void;

/** What receivers do. */
export const BEHAVIOURS = {
  ok: (_message, response) => response.writeHead(204).end(),
  broken: (_message, response) => response.writeHead(500).end('no database'),
  brokenOnce: ({ repeats }, response) => response.writeHead(repeats === 0 ? 500 : 200).end(),
  limitedOnce: ({ repeats }, response) => response.writeHead(repeats === 0 ? 429 : 200, { 'retry-after': '1' }).end(),
  redirect: (_message, response) => response.writeHead(308, { location: '/ok' }).end(),
  gone: (_message, response) => response.writeHead(410).end(),
  resetOnce: ({ repeats }, response) => {
    if (repeats === 0) response.destroy();
    else response.end();
  },
  never: () => undefined,
  /** Another protocol, for which nobody asked. */
  upgrade: (_message, response) =>
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
  endless: (_message, response) => {
    response.writeHead(200);
    const more = (): void => {
      if (!response.destroyed && response.write('x'.repeat(4_096))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  },
} satisfies Record<string, Behaviour>;

/** A program of a licensee: a server on this machine that does at each path what it is told, `ok` without more. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly seen = new Map<string, number>();
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.take(request, Buffer.concat(chunks).toString('utf8'), response));
    response.on('error', () => undefined);
  });

  static async listen(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** @returns the address of a path with this behaviour */
  at(path: string, behaviour: Behaviour = BEHAVIOURS.ok): string {
    this.behaviours.set(`/${path}`, behaviour);
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  of(path: string): ReceivedWebhook[] {
    return this.received.filter((message) => message.path === `/${path}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: http.IncomingMessage, raw: string, response: http.ServerResponse): void {
    const headers = request.headers as Record<string, string>;
    const path = request.url!;
    const id = headers['webhook-id'] ?? '';
    const key = `${path} ${id}`;
    const repeats = this.seen.get(key) ?? 0;
    this.seen.set(key, repeats + 1);
    const body = JSON.parse(raw) as ReceivedWebhook['body'];
    const message = { path, id, headers, raw, body, at: Date.now(), repeats };
    this.received.push(message);
    (this.behaviours.get(path) ?? BEHAVIOURS.ok)(message, response);
  }
}

/** As a receiver would write it from the specification of Standard Webhooks: over the bytes that came. */
export function verifiesWebhook(secret: string, { headers, raw }: Pick<ReceivedWebhook, 'headers' | 'raw'>): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`;
  const expected = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(content)
    .digest('base64');
  return headers['webhook-signature']!.split(' ').includes(`v1,${expected}`);
}
