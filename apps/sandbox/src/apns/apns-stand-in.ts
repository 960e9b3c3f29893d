import {
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  createSecureServer,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../fcm/certificate.js';
import { PortBusy } from '../http.js';

/** A push that was accepted. */
export interface ApnsMessage {
  at: string;
  token: string;
  topic: string;
  pushType: string;
  expiration: string | undefined;
  collapseId: string | undefined;
  payload: Record<string, unknown>;
}

/** What a test may do to APNs. */
export interface ApnsControls {
  /** Answer of the next requests, e.g. 429 or 503. */
  status?: number;
  reason?: string;
  times?: number;
  clear?: boolean;
}

const KEPT = 500;
const MAX_PAYLOAD = 5_120; // of a VoIP push

/** What Apple's push service does with a request over HTTP/2; nothing is sent to anyone. */
export class ApnsStandIn {
  /** The last accepted messages, oldest first. */
  readonly messages: ApnsMessage[] = [];
  private trouble: { status: number; reason: string; left: number } | undefined;
  private readonly server: Http2SecureServer;
  private readonly sessions = new Set<{ destroy(): void }>();

  constructor({ cert, key }: Certificate) {
    this.server = createSecureServer({ cert, key }, (request, response) => void this.serve(request, response));
    this.server.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
    });
  }

  /** @throws PortBusy */
  listen(port: number, variable: string, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE' || error.code === 'EACCES'
            ? new PortBusy(`port ${port} on ${host} is not free; choose another with ${variable}`)
            : error,
        ),
      );
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const session of this.sessions) session.destroy();
    });
  }

  control(change: ApnsControls): { trouble: { status: number; reason: string; left: number } | null } {
    if (change.clear) this.messages.length = 0;
    if (change.status !== undefined)
      this.trouble = { status: change.status, reason: change.reason ?? 'ServiceUnavailable', left: change.times ?? 1 };
    return { trouble: this.trouble ?? null };
  }

  private async serve(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const refuse = (status: number, reason: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ reason, ...(status === 410 && { timestamp: Date.now() }) }));
    };
    const token = /^\/3\/device\/([^/]+)$/.exec(request.url)?.[1];
    if (request.method !== 'POST' || token === undefined) return refuse(404, 'BadPath');
    if (this.trouble) {
      const { status, reason } = this.trouble;
      this.trouble.left -= 1;
      if (this.trouble.left <= 0) this.trouble = undefined;
      return refuse(status, reason);
    }
    // A JWT of three parts; that its key is Apple's cannot be known here.
    if (!/^bearer [\w-]+\.[\w-]+\.[\w-]+$/i.test(header('authorization') ?? ''))
      return refuse(403, 'MissingProviderToken');
    const topic = header('apns-topic');
    const pushType = header('apns-push-type') ?? '';
    if (topic === undefined) return refuse(400, 'MissingTopic');
    if (pushType === 'voip' && !topic.endsWith('.voip')) return refuse(400, 'TopicDisallowed');
    if (!/^[0-9a-f]{64,200}$/i.test(token)) return refuse(400, 'BadDeviceToken');
    if (token.startsWith('dead')) return refuse(410, 'Unregistered');
    const body = Buffer.concat(chunks);
    if (body.length > MAX_PAYLOAD) return refuse(413, 'PayloadTooLarge');
    let payload: Record<string, unknown>;
    try {
      payload = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    } catch {
      return refuse(400, 'PayloadEmpty');
    }
    this.messages.push({
      at: new Date().toISOString(),
      token,
      topic,
      pushType,
      expiration: header('apns-expiration'),
      collapseId: header('apns-collapse-id'),
      payload,
    });
    if (this.messages.length > KEPT) this.messages.shift();
    response.writeHead(200);
    response.end();
  }
}
