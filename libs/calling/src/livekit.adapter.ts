import { Inject, Injectable } from '@nestjs/common';
import {
  AccessToken,
  DataPacket_Kind,
  ParticipantInfo_State,
  RoomServiceClient,
  TrackSource,
  TwirpError,
  WebhookReceiver,
} from 'livekit-server-sdk';
import { CONFIG, type Config, addSeconds, assertNoTransaction } from '@app/kernel';
import { InvalidMediaSignature } from './calls.problems.js';
import { type JoinTicket, type MediaEvent, MediaUnavailable, type Participant, Rooms } from './rooms.js';

const TICKET_SECONDS = 120;
const REQUEST_SECONDS = 3;
/** An empty room closes by itself after this, should we die before we close it. */
const EMPTY_TIMEOUT_SECONDS = 120;

/** LiveKit: the only file that knows its SDK. */
@Injectable()
export class LiveKitRooms extends Rooms {
  private readonly service: RoomServiceClient;
  private readonly receivers: WebhookReceiver[];

  constructor(@Inject(CONFIG) private readonly config: Config) {
    super();
    this.service = new RoomServiceClient(config.LIVEKIT_API_URL, config.LIVEKIT_API_KEY, config.LIVEKIT_API_SECRET, {
      requestTimeout: REQUEST_SECONDS,
    });
    this.receivers = [config.LIVEKIT_API_SECRET, config.LIVEKIT_PREVIOUS_API_SECRET]
      .filter((secret) => secret !== '')
      .map((secret) => new WebhookReceiver(config.LIVEKIT_API_KEY, secret));
  }

  async open(room: string): Promise<void> {
    await this.call(() =>
      this.service.createRoom({
        name: room,
        emptyTimeout: EMPTY_TIMEOUT_SECONDS,
        departureTimeout: EMPTY_TIMEOUT_SECONDS,
        maxParticipants: 2,
      }),
    );
  }

  async close(room: string): Promise<void> {
    await this.call(() => this.service.deleteRoom(room), undefined);
  }

  async participants(room: string): Promise<Participant[] | undefined> {
    // listParticipants answers an empty list for a missing room, so the room itself is asked for when nobody is there.
    const found = await this.call(() => this.service.listParticipants(room), undefined);
    if (found === undefined) return undefined;
    if (found.length === 0 && (await this.call(() => this.service.listRooms([room]), [])).length === 0)
      return undefined;
    return found.map((participant) => ({
      identity: participant.identity,
      sid: participant.sid,
      active: participant.state === ParticipantInfo_State.ACTIVE,
    }));
  }

  async list(prefix: string): Promise<string[]> {
    const rooms = await this.call(() => this.service.listRooms());
    return rooms.map((room) => room.name).filter((name) => name.startsWith(prefix));
  }

  async tell(room: string, identity: string, topic: string, data: object): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    await this.call(
      () => this.service.sendData(room, bytes, DataPacket_Kind.RELIABLE, { destinationIdentities: [identity], topic }),
      undefined,
    );
  }

  async ticket(room: string, identity: string, medium: 'voice' | 'video'): Promise<JoinTicket> {
    const token = new AccessToken(this.config.LIVEKIT_API_KEY, this.config.LIVEKIT_API_SECRET, {
      identity,
      ttl: TICKET_SECONDS,
    });
    token.addGrant({
      roomJoin: true,
      room,
      canPublish: true,
      canPublishSources: medium === 'video' ? [TrackSource.MICROPHONE, TrackSource.CAMERA] : [TrackSource.MICROPHONE],
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    });
    return {
      url: this.config.LIVEKIT_URL,
      token: await token.toJwt(),
      expiresAt: addSeconds(new Date(), TICKET_SECONDS),
    };
  }

  async verifyEvent(rawBody: Buffer, authorization: string): Promise<MediaEvent> {
    for (const receiver of this.receivers) {
      try {
        const event = await receiver.receive(rawBody.toString('utf8'), authorization);
        const { participant } = event;
        const payload = JSON.parse(rawBody.toString('utf8')) as { participant?: { disconnectReason?: string } };
        return {
          eventId: event.id,
          type: event.event,
          room: event.room?.name ?? '',
          sid: participant?.sid,
          identity: participant?.identity,
          disconnectReason: payload.participant?.disconnectReason,
          createdAt: new Date(Number.parseInt(event.createdAt.toString(), 10) * 1000),
          payload: redact(payload),
        };
      } catch {
        // another active secret may fit
      }
    }
    throw new InvalidMediaSignature();
  }

  /**
   * Runs one request. `whenMissing` answers for what does not exist; without it that is an error.
   */
  private async call<T>(request: () => Promise<T>, ...whenMissing: [] | [T | undefined]): Promise<T> {
    assertNoTransaction();
    try {
      return await request();
    } catch (error) {
      if (whenMissing.length === 1 && error instanceof TwirpError && error.status === 404) return whenMissing[0] as T;
      throw new MediaUnavailable(error instanceof Error ? error.message : String(error));
    }
  }
}

/** The room's TURN password is a secret and must not be stored. */
function redact(event: unknown): unknown {
  const copy = structuredClone(event) as { room?: { turnPassword?: string } };
  if (copy.room?.turnPassword !== undefined) copy.room.turnPassword = '[redacted]';
  return copy;
}
