import { randomBytes } from 'node:crypto';

/** Reasons of livekit.DisconnectReason that the simulator can cause. */
export type DisconnectReason =
  | 'CLIENT_INITIATED'
  | 'DUPLICATE_IDENTITY'
  | 'PARTICIPANT_REMOVED'
  | 'ROOM_DELETED'
  | 'ROOM_CLOSED'
  | 'CONNECTION_TIMEOUT';

/** What a simulated client hears from the server: one line of JSON each. */
export type ServerLine =
  | { type: 'joined'; room: string; identity: string; sid: string }
  | { type: 'data'; topic: string; kind: string; payload: string }
  | { type: 'closed'; reason: DisconnectReason };

/** One client in a room. */
export interface Participant {
  sid: string;
  identity: string;
  name: string;
  metadata: string;
  joinedAtMs: number;
  trackSid: string | null;
  lastHeartbeatMs: number;
  send: (line: ServerLine) => void;
  /** Cuts the line to the client. */
  cut: () => void;
}

/** One room. */
export interface Room {
  sid: string;
  name: string;
  metadata: string;
  emptyTimeout: number;
  departureTimeout: number;
  maxParticipants: number;
  createdAtMs: number;
  /** A secret of the server; whoever stores webhooks must remove it. */
  turnPassword: string;
  participants: Map<string, Participant>;
  /** When the last one left; null while someone is in, or nobody ever was. */
  emptySinceMs: number | null;
  wasEntered: boolean;
}

/** What happened, in the words of the webhooks. */
export type RoomEvent =
  | { event: 'room_started' | 'room_finished'; room: Room }
  | { event: 'participant_joined' | 'track_published'; room: Room; participant: Participant }
  | { event: 'participant_left'; room: Room; participant: Participant; reason: DisconnectReason };

/** What CreateRoom takes. */
export interface RoomWish {
  name: string;
  metadata?: string;
  emptyTimeout?: number;
  departureTimeout?: number;
  maxParticipants?: number;
}

const DEFAULT_EMPTY_SECONDS = 300;
const DEFAULT_DEPARTURE_SECONDS = 20;

/** LiveKit ids: a prefix and twelve characters. */
export function liveKitId(prefix: string): string {
  return `${prefix}_${randomBytes(9).toString('base64url').replace(/[-_]/g, 'x')}`;
}

/** The rooms of one server. Joining never creates one (`auto_create: false`). */
export class Rooms {
  private readonly rooms = new Map<string, Room>();

  constructor(
    private readonly tell: (event: RoomEvent) => void,
    /** How long a silent client still counts as present: real 20 s. */
    private readonly lossDetectionMs: number,
  ) {}

  /** Makes a room, or returns the one of that name unchanged. */
  create(wish: RoomWish): Room {
    const known = this.rooms.get(wish.name);
    if (known) return known;
    const room: Room = {
      sid: liveKitId('RM'),
      name: wish.name,
      metadata: wish.metadata ?? '',
      emptyTimeout: wish.emptyTimeout || DEFAULT_EMPTY_SECONDS,
      departureTimeout: wish.departureTimeout || DEFAULT_DEPARTURE_SECONDS,
      maxParticipants: wish.maxParticipants ?? 0,
      createdAtMs: Date.now(),
      turnPassword: randomBytes(16).toString('hex'),
      participants: new Map(),
      emptySinceMs: null,
      wasEntered: false,
    };
    this.rooms.set(room.name, room);
    this.tell({ event: 'room_started', room });
    return room;
  }

  get(name: string): Room | undefined {
    return this.rooms.get(name);
  }

  list(): Room[] {
    return [...this.rooms.values()];
  }

  /** Ends a room for everyone. False when there is none. */
  delete(name: string, reason: DisconnectReason = 'ROOM_DELETED'): boolean {
    const room = this.rooms.get(name);
    if (!room) return false;
    for (const participant of [...room.participants.values()]) this.leave(room, participant, reason);
    this.rooms.delete(name);
    this.tell({ event: 'room_finished', room });
    return true;
  }

  /** Lets a client in; the same identity displaces the one who is there. */
  join(room: Room, participant: Participant, publishes: boolean): void {
    const before = room.participants.get(participant.identity);
    if (before) this.leave(room, before, 'DUPLICATE_IDENTITY');
    room.participants.set(participant.identity, participant);
    room.wasEntered = true;
    room.emptySinceMs = null;
    this.tell({ event: 'participant_joined', room, participant });
    if (!publishes) return;
    participant.trackSid = liveKitId('TR');
    this.tell({ event: 'track_published', room, participant });
  }

  /** Takes a client out, once: who is displaced or removed already is left alone. */
  leave(room: Room, participant: Participant, reason: DisconnectReason): void {
    if (room.participants.get(participant.identity) !== participant) return;
    room.participants.delete(participant.identity);
    if (room.participants.size === 0) room.emptySinceMs = Date.now();
    participant.send({ type: 'closed', reason });
    participant.cut();
    this.tell({ event: 'participant_left', room, participant, reason });
  }

  /** Finds the silent clients and the rooms nobody is in; called several times a second. */
  sweep(now = Date.now()): void {
    for (const room of this.list()) {
      for (const participant of [...room.participants.values()]) {
        if (now - participant.lastHeartbeatMs > this.lossDetectionMs) {
          this.leave(room, participant, 'CONNECTION_TIMEOUT');
        }
      }
      if (room.participants.size > 0) continue;
      const seconds = room.wasEntered ? room.departureTimeout : room.emptyTimeout;
      if (now - (room.emptySinceMs ?? room.createdAtMs) > seconds * 1000) this.delete(room.name, 'ROOM_CLOSED');
    }
  }
}
