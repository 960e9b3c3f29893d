import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { asListener, readBytes, sendJson } from '../http.js';
import { type Certificate, certificateFor } from './certificate.js';
import { WebPushStandIn } from './web-push-stand-in.js';

// How a real firebase-admin reaches this stand-in (the notifications module does the same; fcm.spec.ts proves it).
// Only `send()` honours the agent: `sendEach()` uses HTTP/2 and would go to Google.
//
//   const agent = new https.Agent({ keepAlive: true, ca: readFileSync(`${SANDBOX_DATA_DIR}/fcm-ca.pem`) });
//   const connect = agent.createConnection.bind(agent);
//   agent.createConnection = (options, callback) =>
//     connect({ ...options, host: '127.0.0.1', port: 3901, servername: 'fcm.googleapis.com' }, callback);
//   const app = initializeApp(
//     { projectId: 'sandbox', credential: { getAccessToken: async () => ({ access_token: 'sandbox', expires_in: 3600 }) },
//       httpAgent: agent },
//     'a name of its own');
//   await getMessaging(app).send({ token, data, android, webpush, apns });

/** A push that was accepted. */
export interface FcmMessage {
  /** `projects/<project>/messages/<id>`, as answered to the sender. */
  name: string;
  at: string;
  token: string;
  data: Record<string, string>;
  notification: unknown;
  android: unknown;
  webpush: unknown;
  apns: unknown;
}

/** What a test may do to FCM. */
export interface FcmControls {
  /** Answer of the next requests, e.g. 429 or 503. */
  status?: number;
  /** How many requests it hits (default 1). */
  times?: number;
  /** `Retry-After` of that answer. */
  retryAfterSeconds?: number;
  /** Forget the recorded messages. */
  clear?: boolean;
}

const KEPT_MESSAGES = 500;
const BODY_LIMIT = 1_000_000;
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';

interface Trouble {
  status: number;
  left: number;
  retryAfterSeconds: number | undefined;
}

/** What Google's FCM HTTP v1 API does with a message; nothing is sent to anyone. */
export class FcmStandIn {
  /** The last accepted messages, oldest first. */
  readonly messages: FcmMessage[] = [];
  /** The push service of Chrome has the same host. */
  readonly web = new WebPushStandIn();
  private trouble: Trouble | undefined;

  private constructor(readonly certificate: Certificate) {}

  /** @param folder where the certificate is kept; without it a new one is made for this run */
  static async create(folder: string | undefined): Promise<FcmStandIn> {
    return new FcmStandIn(await certificateFor(folder));
  }

  server(): Server {
    const { cert, key } = this.certificate;
    return createServer(
      { cert, key },
      asListener((request, response) => this.serve(request, response)),
    );
  }

  control(change: FcmControls): { trouble: Trouble | null } {
    if (change.clear) this.messages.length = this.web.messages.length = 0;
    if (change.status !== undefined) {
      this.trouble = {
        status: change.status,
        left: change.times ?? 1,
        retryAfterSeconds: change.retryAfterSeconds,
      };
    }
    return { trouble: this.trouble ?? null };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBytes(request, BODY_LIMIT);
    const body = bytes.toString('utf8');
    const path = (request.url ?? '').split('?')[0] ?? '';
    const subscription = /^\/fcm\/send\/([\w:-]{8,})$/.exec(path)?.[1];
    if (request.method === 'POST' && subscription !== undefined && !this.trouble)
      return this.web.answer(request, response, subscription, bytes);
    const match = /^\/v1\/projects\/([^/]+)\/messages:send$/.exec(path);
    if (request.method !== 'POST' || (!match && subscription === undefined)) {
      return refuse(response, 404, 'NOT_FOUND', `The requested URL ${path} was not found.`);
    }
    if (subscription === undefined && !/^Bearer \S+/.test(request.headers.authorization ?? '')) {
      return refuse(
        response,
        401,
        'UNAUTHENTICATED',
        'Request is missing required authentication credential. Expected OAuth 2 access token.',
      );
    }
    if (this.trouble) {
      const { status, retryAfterSeconds } = this.trouble;
      this.trouble.left -= 1;
      if (this.trouble.left <= 0) this.trouble = undefined;
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds));
      if (status === 429) {
        return refuse(response, 429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', fcmError('QUOTA_EXCEEDED'));
      }
      return refuse(response, status, 'UNAVAILABLE', 'The service is currently unavailable.', fcmError('UNAVAILABLE'));
    }
    let parsed: { message?: Record<string, unknown>; validate_only?: boolean };
    try {
      parsed = JSON.parse(body) as typeof parsed;
    } catch {
      return invalid(response, 'Invalid JSON payload received.', 'message');
    }
    this.accept(response, match?.[1] ?? '', parsed);
  }

  private accept(
    response: ServerResponse,
    project: string,
    body: { message?: Record<string, unknown>; validate_only?: boolean },
  ): void {
    const message = body.message;
    if (!message || typeof message !== 'object') return invalid(response, 'The message is not set.', 'message');
    const wrong = defectOf(message);
    if (wrong) return invalid(response, wrong.message, wrong.field);
    const token = String(message['token'] ?? message['fid']);
    if (token.includes('dead')) {
      return refuse(response, 404, 'NOT_FOUND', 'Requested entity was not found.', fcmError('UNREGISTERED'));
    }
    if (token.includes('mismatch')) {
      return refuse(response, 403, 'PERMISSION_DENIED', 'SenderId mismatch', fcmError('SENDER_ID_MISMATCH'));
    }
    const name = `projects/${project}/messages/${body.validate_only ? 'fake_message_id' : randomBytes(8).toString('hex')}`;
    if (!body.validate_only) {
      this.messages.push({
        name,
        at: new Date().toISOString(),
        token,
        data: (message['data'] ?? {}) as Record<string, string>,
        notification: message['notification'] ?? null,
        android: message['android'] ?? null,
        webpush: message['webpush'] ?? null,
        apns: message['apns'] ?? null,
      });
      if (this.messages.length > KEPT_MESSAGES) this.messages.shift();
    }
    sendJson(response, 200, { name });
  }
}

const KNOWN_FIELDS = ['token', 'fid', 'data', 'notification', 'android', 'webpush', 'apns', 'fcm_options', 'name'];
const RESERVED_DATA_KEYS = /^(from|message_type|collapse_key|google\..*|gcm\..*)$/;

function defectOf(message: Record<string, unknown>): { field: string; message: string } | undefined {
  const unknown = Object.keys(message).find((field) => !KNOWN_FIELDS.includes(field));
  if (unknown) {
    return { field: `message.${unknown}`, message: `Invalid JSON payload received. Unknown name "${unknown}".` };
  }
  const target = message['token'] ?? message['fid'];
  if (typeof target !== 'string' || target.length < 8) {
    return { field: 'message.token', message: 'The registration token is not a valid FCM registration token' };
  }
  const data = message['data'] ?? {};
  for (const [key, value] of Object.entries(data)) {
    if (typeof value !== 'string') {
      return {
        field: `message.data[0].value`,
        message: `Invalid value at 'message.data[0].value' (TYPE_STRING), ${value}`,
      };
    }
    if (RESERVED_DATA_KEYS.test(key)) return { field: 'message.data', message: `Invalid data payload key: ${key}` };
  }
  if (JSON.stringify(data).length > 4096) {
    return { field: 'message', message: 'Android message is too big' };
  }
  const android = message['android'] as { ttl?: unknown; priority?: unknown } | undefined;
  if (android?.ttl !== undefined && !/^"\d+(\.\d{1,9})?s"$/.test(JSON.stringify(android.ttl))) {
    return { field: 'message.android.ttl', message: 'Illegal duration format; duration must end with "s"' };
  }
  if (android?.priority !== undefined && !/^"(normal|high)"$/i.test(JSON.stringify(android.priority))) {
    return { field: 'message.android.priority', message: 'Invalid value at message.android.priority' };
  }
  return undefined;
}

const fcmError = (errorCode: string) => [{ '@type': FCM_ERROR, errorCode }];

function invalid(response: ServerResponse, message: string, field: string): void {
  refuse(response, 400, 'INVALID_ARGUMENT', message, [
    ...fcmError('INVALID_ARGUMENT'),
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [{ field, description: message }],
    },
  ]);
}

function refuse(
  response: ServerResponse,
  code: number,
  status: string,
  message: string,
  details: unknown[] = [],
): void {
  sendJson(response, code, { error: { code, message, status, ...(details.length > 0 && { details }) } });
}
