import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type ClaimGrants, TokenVerifier } from 'livekit-server-sdk';
import { httpServer, readBody, sendJson } from '../http.js';
import { liveKitId, type Participant, type Room, Rooms, type RoomWish, type ServerLine } from './rooms.js';
import { DEFAULT_RETRY_WAITS_MS, type LiveKitWebhookFaults, LiveKitWebhookSender } from './webhook-sender.js';
import { participantJson, roomJson } from './wire.js';

export interface LiveKitOptions {
  apiKey: string;
  apiSecret: string;
  webhookUrl?: string | undefined;
  /** How long a silent client counts as present. Real: 20 s. */
  lossDetectionMs?: number | undefined;
  /** How long SendData to an absent room takes to fail. Real: 3 s. */
  absentRoomDelayMs?: number | undefined;
  /** Waits before each attempt to deliver a webhook. */
  retryWaitsMs?: readonly number[] | undefined;
}

/** A change of the faults. */
export interface LiveKitControls {
  webhooks?: Partial<LiveKitWebhookFaults>;
  /** The next so many API calls answer 503. */
  apiUnavailable?: number;
}

/** A Twirp error. */
class TwirpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const notFound = (message: string) => new TwirpRefusal(404, 'not_found', message);
/** An expired token is still accepted this long, by LiveKit too. */
const LEEWAY_SECONDS = 60;

/** RoomService of LiveKit and simulated clients. There is no media in it: who needs sound uses the real server. */
export class LiveKitStandIn {
  readonly rooms: Rooms;
  readonly webhooks: LiveKitWebhookSender;
  private readonly verifier: TokenVerifier;
  private apiUnavailable = 0;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly options: LiveKitOptions) {
    this.verifier = new TokenVerifier(options.apiKey, options.apiSecret);
    this.webhooks = new LiveKitWebhookSender(
      options.webhookUrl,
      options.apiKey,
      options.apiSecret,
      options.retryWaitsMs ?? DEFAULT_RETRY_WAITS_MS,
    );
    this.rooms = new Rooms((event) => this.webhooks.emit(event), options.lossDetectionMs ?? 20_000);
  }

  start(): void {
    const every = Math.min(250, (this.options.lossDetectionMs ?? 20_000) / 4);
    this.sweeper = setInterval(() => this.rooms.sweep(), every);
  }

  /** Like a killed server: nobody hears anything, no webhook is sent. */
  stop(): void {
    clearInterval(this.sweeper);
    this.webhooks.stop();
    for (const room of this.rooms.list()) for (const participant of room.participants.values()) participant.cut();
  }

  server(): Server {
    return httpServer((request, response) => this.serve(request, response));
  }

  control(change: LiveKitControls): unknown {
    Object.assign(this.webhooks.faults, change.webhooks);
    if (change.apiUnavailable !== undefined) this.apiUnavailable = change.apiUnavailable;
    return this.describe();
  }

  describe(): Record<string, unknown> {
    return {
      rooms: this.rooms.list().map((room) => ({
        name: room.name,
        sid: room.sid,
        participants: [...room.participants.values()].map(({ identity, sid }) => ({ identity, sid })),
      })),
      webhooks: this.webhooks.faults,
      apiUnavailable: this.apiUnavailable,
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    try {
      if (request.method === 'GET' && path === '/') return void response.end('OK');
      if (request.method === 'POST' && path === '/sim/join') return await this.join(request, response);
      const call = /^\/twirp\/livekit\.RoomService\/(\w+)$/.exec(path);
      if (request.method !== 'POST' || !call) {
        throw new TwirpRefusal(404, 'bad_route', `no handler for path "${path}"`);
      }
      const body = JSON.parse((await readBody(request)) || '{}') as Record<string, unknown>;
      if (this.apiUnavailable > 0) {
        this.apiUnavailable -= 1;
        throw new TwirpRefusal(503, 'unavailable', 'no response from servers');
      }
      const grants = await this.verify(request);
      sendJson(response, 200, await this.answer(call[1] ?? '', body, grants));
    } catch (error) {
      if (!(error instanceof TwirpRefusal)) throw error;
      sendJson(response, error.status, { code: error.code, msg: error.message });
    }
  }

  private async verify(request: IncomingMessage): Promise<ClaimGrants> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new TwirpRefusal(401, 'unauthenticated', 'invalid API key or token');
    try {
      return await this.verifier.verify(token, LEEWAY_SECONDS);
    } catch (error) {
      throw new TwirpRefusal(401, 'unauthenticated', `invalid token: ${String((error as Error).message)}`);
    }
  }

  private async answer(method: string, body: Record<string, unknown>, grants: ClaimGrants): Promise<object> {
    const video = grants.video ?? {};
    const allow = (granted: boolean | undefined) => {
      if (!granted) throw new TwirpRefusal(403, 'permission_denied', 'permissions denied');
    };
    const name = textOf(body['room']);
    const isAdmin = video.roomAdmin && video.room === name;
    switch (method) {
      case 'CreateRoom':
        allow(video.roomCreate);
        if (!body['name']) throw new TwirpRefusal(400, 'invalid_argument', 'room name is required');
        return roomJson(this.rooms.create(body as unknown as RoomWish));
      case 'ListRooms': {
        allow(video.roomList);
        const names = body['names'] as string[] | undefined;
        return {
          rooms: this.rooms
            .list()
            .filter((room) => !names?.length || names.includes(room.name))
            .map(roomJson),
        };
      }
      case 'DeleteRoom':
        allow(video.roomCreate);
        if (!this.rooms.delete(name)) throw notFound('requested room does not exist');
        return {};
      case 'ListParticipants': {
        allow(isAdmin);
        const room = this.rooms.get(name);
        return { participants: [...(room?.participants.values() ?? [])].map((who) => participantJson(who)) };
      }
      case 'GetParticipant':
        allow(isAdmin);
        return participantJson(this.participant(name, String(body['identity'])).participant);
      case 'RemoveParticipant': {
        allow(isAdmin);
        const { room, participant } = this.participant(name, String(body['identity']));
        this.rooms.leave(room, participant, 'PARTICIPANT_REMOVED');
        return {};
      }
      case 'SendData':
        allow(isAdmin);
        await this.sendData(name, body);
        return {};
      default:
        throw new TwirpRefusal(404, 'bad_route', `the simulator has no ${method}`);
    }
  }

  private participant(roomName: string, identity: string): { room: Room; participant: Participant } {
    const room = this.rooms.get(roomName);
    const participant = room?.participants.get(identity);
    if (!room || !participant) throw notFound('participant does not exist');
    return { room, participant };
  }

  private async sendData(roomName: string, body: Record<string, unknown>): Promise<void> {
    const room = this.rooms.get(roomName);
    if (!room) {
      await pause(this.options.absentRoomDelayMs ?? 3000);
      throw new TwirpRefusal(503, 'unavailable', 'no response from servers');
    }
    const identities = (body['destinationIdentities'] ?? []) as string[];
    const sids = (body['destinationSids'] ?? []) as string[];
    const everyone = identities.length === 0 && sids.length === 0;
    for (const participant of room.participants.values()) {
      if (!everyone && !identities.includes(participant.identity) && !sids.includes(participant.sid)) continue;
      participant.send({
        type: 'data',
        topic: textOf(body['topic']),
        kind: textOf(body['kind']) || 'RELIABLE',
        payload: textOf(body['data']),
      });
    }
  }

  /**
   * A simulated client: its request body is a stream of lines (`{"type":"heartbeat"}` twice a second,
   * `{"type":"leave"}`), the answer a stream of lines from the server. A cut line alone says nothing: as with media,
   * only silence counts.
   */
  private async join(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const grants = await this.verify(request);
    const { room, identity } = this.admit(grants);
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    const participant: Participant = {
      sid: liveKitId('PA'),
      identity,
      name: grants.name ?? '',
      metadata: grants.metadata ?? '',
      joinedAtMs: Date.now(),
      trackSid: null,
      lastHeartbeatMs: Date.now(),
      send: (line: ServerLine) => {
        if (!response.destroyed && !response.writableEnded) response.write(`${JSON.stringify(line)}\n`);
      },
      cut: () => response.end(),
    };
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    participant.send({ type: 'joined', room: room.name, identity, sid: participant.sid });
    this.rooms.join(room, participant, grants.video?.canPublish !== false);
    let rest = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.hear(room, participant, line);
    });
  }

  private hear(room: Room, participant: Participant, line: string): void {
    if (!line) return;
    participant.lastHeartbeatMs = Date.now();
    if ((JSON.parse(line) as { type?: string }).type === 'leave') {
      this.rooms.leave(room, participant, 'CLIENT_INITIATED');
    }
  }

  private admit(grants: ClaimGrants): { room: Room; identity: string } {
    const video = grants.video ?? {};
    const identity = grants.sub ?? '';
    if (!video.roomJoin || !video.room || !identity) {
      throw new TwirpRefusal(401, 'unauthenticated', 'token does not allow to join a room');
    }
    const room = this.rooms.get(video.room);
    if (!room) throw notFound('requested room does not exist');
    const full = room.maxParticipants > 0 && room.participants.size >= room.maxParticipants;
    if (full && !room.participants.has(identity)) {
      throw new TwirpRefusal(500, 'internal', 'could not join room: max participants exceeded');
    }
    return { room, identity };
  }
}
