import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AccessToken,
  DataPacket_Kind,
  RoomServiceClient,
  type WebhookEvent,
  WebhookReceiver,
} from 'livekit-server-sdk';
import { start, until } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';
import { joinSimulated, type SimulatedParticipant } from './sim-participant.js';

const KEY = 'devkey';
const SECRET = 'a secret of at least thirty-two characters';
const LOSS_MS = 600;

let sandbox: Sandbox;
let client: RoomServiceClient;
let receiver: Server;
let events: WebhookEvent[];
let raw: { body: string; authorization: string; type: string }[];
let statuses: number[];
let joined: SimulatedParticipant[];

beforeEach(async () => {
  // The receiver checks asynchronously: a late delivery must not count for the next test.
  const own: WebhookEvent[] = [];
  events = own;
  raw = [];
  statuses = [];
  joined = [];
  const webhooks = new WebhookReceiver(KEY, SECRET);
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const authorization = request.headers.authorization ?? '';
      raw.push({ body, authorization, type: request.headers['content-type'] ?? '' });
      const status = statuses.shift() ?? 200;
      // The real SDK checks every single delivery; one that it refuses is not counted.
      void webhooks.receive(body, authorization).then((event) => {
        if (status === 200) own.push(event);
        response.statusCode = status;
        response.end();
      });
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  sandbox = await start({
    livekit: {
      port: 0,
      apiKey: KEY,
      apiSecret: SECRET,
      webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/livekit`,
      lossDetectionMs: LOSS_MS,
      absentRoomDelayMs: 50,
      retryWaitsMs: [0, 20, 40, 80, 160],
    },
  });
  client = new RoomServiceClient(sandbox.livekitUrl as string, KEY, SECRET, { failover: false });
});
afterEach(async () => {
  for (const participant of joined) participant.kill();
  await sandbox.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function tokenFor(identity: string, room = 'call_1', ttl: string | number = '2m'): Promise<string> {
  const token = new AccessToken(KEY, SECRET, { identity, ttl });
  token.addGrant({ roomJoin: true, room, canPublish: true, canPublishData: false });
  return token.toJwt();
}

async function join(identity: string): Promise<SimulatedParticipant> {
  const participant = await joinSimulated(sandbox.livekitUrl as string, await tokenFor(identity), { heartbeatMs: 50 });
  joined.push(participant);
  return participant;
}

const names = () => events.map(({ event, participant }) => (participant ? `${event} ${participant.identity}` : event));
const active = async () => (await client.listParticipants('call_1')).map(({ identity, state }) => [identity, state]);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('RoomService with the real SDK', () => {
  it('creates once per name, lists and deletes', async () => {
    const room = await client.createRoom({ name: 'call_1', metadata: 'first', emptyTimeout: 60, departureTimeout: 20 });
    expect((await client.createRoom({ name: 'call_1', metadata: 'second' })).sid).toBe(room.sid);
    const [listed] = await client.listRooms(['call_1']);
    expect(listed).toMatchObject({ sid: room.sid, metadata: 'first', emptyTimeout: 60, numParticipants: 0 });
    await client.deleteRoom('call_1');
    expect(await client.listRooms()).toEqual([]);
    await until(() => names().length === 2, 'two webhooks');
    expect(names()).toEqual(['room_started', 'room_finished']);
  });

  it('answers for an absent room as the real server does', async () => {
    await expect(client.deleteRoom('none')).rejects.toMatchObject({ status: 404, code: 'not_found' });
    await expect(client.removeParticipant('none', 'a')).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(await client.listParticipants('none')).toEqual([]);
    await expect(client.sendData('none', new Uint8Array([1]), DataPacket_Kind.RELIABLE, {})).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
    });
  });

  it('refuses another secret', async () => {
    const stranger = new RoomServiceClient(
      sandbox.livekitUrl as string,
      KEY,
      'another secret of at least thirty-two characters',
    );
    await expect(stranger.listRooms()).rejects.toMatchObject({ status: 401 });
  });

  it('is unavailable when a test says so', async () => {
    sandbox.livekit?.control({ apiUnavailable: 1 });
    await expect(client.listRooms()).rejects.toMatchObject({ status: 503 });
    expect(await client.listRooms()).toEqual([]);
  });
});

describe('simulated participants', () => {
  beforeEach(async () => {
    await client.createRoom({ name: 'call_1', emptyTimeout: 60, departureTimeout: 20 });
  });

  it('join with a valid token of an existing room only', async () => {
    const url = sandbox.livekitUrl as string;
    await expect(joinSimulated(url, 'nonsense')).rejects.toMatchObject({ status: 401 });
    await expect(joinSimulated(url, await tokenFor('a', 'no_such_room'))).rejects.toMatchObject({ status: 404 });
    await expect(joinSimulated(url, await tokenFor('a', 'call_1', '-120s'))).rejects.toMatchObject({ status: 401 });
    const api = new AccessToken(KEY, SECRET, { identity: 'a' });
    api.addGrant({ roomList: true });
    await expect(joinSimulated(url, await api.toJwt())).rejects.toMatchObject({ status: 401 });
    expect(await active()).toEqual([]);
  });

  it('tells the webhooks what the real server tells: order, types, whole seconds, secret', async () => {
    const alice = await join('alice');
    expect(await active()).toEqual([['alice', 2]]);
    await alice.leave();
    await client.deleteRoom('call_1');
    await until(() => names().length === 5, 'five webhooks');
    expect(names()).toEqual([
      'room_started',
      'participant_joined alice',
      'track_published alice',
      'participant_left alice',
      'room_finished',
    ]);
    expect(events[2]?.track).toMatchObject({ type: 0, source: 2 });
    expect(events[3]?.participant?.disconnectReason).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
    for (const { body, authorization, type } of raw) {
      expect(type).toBe('application/webhook+json');
      expect(authorization).not.toMatch(/^Bearer/);
      const parsed = JSON.parse(body) as { createdAt: string; room: { turnPassword: string } };
      expect(parsed.createdAt).toMatch(/^\d{10}$/);
      expect(parsed.room.turnPassword).toBeTruthy();
    }
  });

  it('get data of the server, all or by identity', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const heard: string[] = [];
    alice.onData(({ topic, payload }) => heard.push(`alice ${topic} ${payload.toString()}`));
    bob.onData(({ topic, payload }) => heard.push(`bob ${topic} ${payload.toString()}`));
    const payload = new TextEncoder().encode('{"billed":1}');
    await client.sendData('call_1', payload, DataPacket_Kind.RELIABLE, { topic: 'meter' });
    await client.sendData('call_1', payload, DataPacket_Kind.RELIABLE, {
      topic: 'hint',
      destinationIdentities: ['bob'],
    });
    await until(() => heard.length === 3, 'three messages');
    expect(heard.sort()).toEqual(['alice meter {"billed":1}', 'bob hint {"billed":1}', 'bob meter {"billed":1}']);
  });

  it('freeze shorter than the detection: no event, still there', async () => {
    const alice = await join('alice');
    alice.freeze();
    await sleep(LOSS_MS / 2);
    alice.thaw();
    await sleep(LOSS_MS);
    expect(await active()).toEqual([['alice', 2]]);
    expect(names().filter((name) => name.startsWith('participant_left'))).toEqual([]);
  });

  it.each(['freeze', 'kill'] as const)(
    '%s for good: ACTIVE until the detection, then CONNECTION_TIMEOUT',
    async (how) => {
      const alice = await join('alice');
      const since = Date.now();
      alice[how]();
      await sleep(LOSS_MS / 2);
      expect(await active()).toEqual([['alice', 2]]);
      await until(() => names().includes('participant_left alice'), 'the loss');
      expect(Date.now() - since).toBeGreaterThanOrEqual(LOSS_MS - 60);
      expect(events.at(-1)?.participant?.disconnectReason).toBe(14);
      expect(await active()).toEqual([]);
    },
  );

  it('a second device displaces the first, milliseconds apart, with another SID', async () => {
    const first = await join('alice');
    const closed = new Promise((resolve) => first.onClosed(resolve));
    const second = await join('alice');
    expect(await closed).toBe('DUPLICATE_IDENTITY');
    expect(second.sid).not.toBe(first.sid);
    await until(() => names().length === 6, 'the webhooks');
    expect(names().slice(3, 5)).toEqual(['participant_left alice', 'participant_joined alice']);
    expect(events[3]?.participant).toMatchObject({ disconnectReason: 2, sid: first.sid });
    expect(await active()).toEqual([['alice', 2]]);
  });

  it('a removed one may come again; a deleted room lets nobody in', async () => {
    const alice = await join('alice');
    const removed = new Promise((resolve) => alice.onClosed(resolve));
    await client.removeParticipant('call_1', 'alice');
    expect(await removed).toBe('PARTICIPANT_REMOVED');
    const again = await join('alice');
    const ended = new Promise((resolve) => again.onClosed(resolve));
    await client.deleteRoom('call_1');
    expect(await ended).toBe('ROOM_DELETED');
    await expect(join('alice')).rejects.toMatchObject({ status: 404 });
    await until(() => names().at(-1) === 'room_finished', 'the end');
    expect(events.at(-2)?.participant?.disconnectReason).toBe(5);
  });

  it('a room that was left empty closes by itself', async () => {
    await client.createRoom({ name: 'call_2', departureTimeout: 1 });
    const alice = await joinSimulated(sandbox.livekitUrl as string, await tokenFor('alice', 'call_2'));
    await alice.leave();
    await until(() => names().at(-1) === 'room_finished', 'the room to close');
    expect(await client.listRooms(['call_2'])).toEqual([]);
  });
});

describe('webhook delivery', () => {
  it('repeats on 5xx with the same id and holds back what follows; a 400 counts as delivered', async () => {
    statuses.push(500, 503, 400);
    await client.createRoom({ name: 'call_1' });
    const alice = await join('alice');
    await until(() => names().includes('track_published alice'), 'the later events');
    expect(raw.slice(0, 3).map(({ body }) => (JSON.parse(body) as { event: string }).event)).toEqual([
      'room_started',
      'room_started',
      'room_started',
    ]);
    expect(new Set(raw.slice(0, 3).map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
    expect(names()).toEqual(['participant_joined alice', 'track_published alice']);
    await alice.leave();
  });

  it('loses an event after the fifth attempt and goes on', async () => {
    statuses.push(500, 500, 500, 500, 500);
    await client.createRoom({ name: 'call_1' });
    await client.deleteRoom('call_1');
    await until(() => names().length === 1, 'the second event');
    expect(names()).toEqual(['room_finished']);
    expect(raw).toHaveLength(6);
  });

  it('drops and duplicates when a test says so', async () => {
    sandbox.livekit?.control({ webhooks: { drop: 1, duplicate: 1 } });
    await client.createRoom({ name: 'call_1' });
    await client.deleteRoom('call_1');
    await until(() => names().length === 2, 'two copies');
    expect(names()).toEqual(['room_finished', 'room_finished']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  });
});
