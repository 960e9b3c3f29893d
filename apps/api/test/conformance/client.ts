import http from 'node:http';
import net from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
  readonly json: any;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON; a string or bytes as they are. */
  readonly body?: unknown;
  /** Send the body in chunks, without a content-length. */
  readonly chunked?: boolean;
}

export type Send = (sent: Sent) => Promise<Answer>;

/** A plain HTTP client: it sends exactly what it is told, so that a spec can send what no well-behaved client would. A stream is read up to its first bytes. */
export class Client {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  private constructor(readonly port: number) {}

  /** Starts listening where the app does not yet. */
  static async to(app: NestFastifyApplication): Promise<Client> {
    const server = app.getHttpServer();
    if (!server.listening) await app.listen(0, '127.0.0.1');
    return new Client((server.address() as net.AddressInfo).port);
  }

  readonly send: Send = ({ method, path, host, token, headers, body, chunked }) =>
    new Promise((resolve, reject) => {
      const bytes = bytesOf(body);
      const request = http.request({
        agent: this.agent,
        port: this.port,
        host: '127.0.0.1',
        method,
        path,
        headers: {
          host,
          ...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
          ...(bytes !== undefined && chunked !== true ? { 'content-length': String(bytes.length) } : {}),
          ...(bytes === undefined && method !== 'GET' && method !== 'HEAD' ? { 'content-length': '0' } : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
      request.setTimeout(15_000, () => request.destroy(new Error(`no answer within 15 s: ${method} ${path}`)));
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        const done = (): void => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode!, headers: response.headers, text, json: parsed(text) });
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (!/^text\/event-stream/.test(response.headers['content-type'] ?? '')) return;
          done();
          request.destroy();
        });
        response.on('end', done);
        response.on('error', () => undefined);
      });
      if (bytes !== undefined) request.write(bytes);
      request.end();
    });

  /** Bytes on a socket of their own; the answer is what comes back until the server closes. */
  raw(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      const done = (): void => {
        const [head = '', body = ''] = split(answer, '\r\n\r\n');
        const [first = '', ...lines] = head.split('\r\n');
        const headers = Object.fromEntries(
          lines.map((line) => [split(line, ':')[0]!.toLowerCase(), split(line, ':')[1]!.trim()]),
        );
        resolve({ status: Number.parseInt(first.split(' ')[1] ?? '0', 10), headers, text: body, json: parsed(body) });
      };
      socket.setTimeout(5_000, () => socket.destroy());
      socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
      socket.on('close', done);
      socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const split = (text: string, at: string): string[] => {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
};
