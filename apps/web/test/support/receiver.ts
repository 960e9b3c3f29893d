import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Message {
  readonly headers: http.IncomingHttpHeaders;
  readonly raw: string;
}

/** A program of a licensee that takes webhooks, on loopback. */
export class Receiver {
  readonly received: Message[] = [];
  status = 200;

  private constructor(private readonly server: http.Server) {}

  static async open(): Promise<Receiver> {
    const server = http.createServer((request, response) => {
      let raw = '';
      request.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      request.on('end', () => {
        receiver.received.push({ headers: request.headers, raw });
        response.writeHead(receiver.status).end(receiver.status === 200 ? 'taken, thank you' : 'no room');
      });
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  of(type: string): Message[] {
    return this.received.filter(({ raw }) => raw.includes(`"type":"${type}"`));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** By Standard Webhooks, as the program of a licensee would. */
export function isSigned({ headers, raw }: Message, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${raw}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/** Waits half a minute for something that the platform does in the background. @throws Error when it does not come */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 300 && !isTrue(); n++) await new Promise((resolve) => setTimeout(resolve, 100));
  if (!isTrue()) throw new Error(`It did not come: ${isTrue.toString()}`);
}
