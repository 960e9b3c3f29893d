/** Somebody in a room: the part of it that billing trusts. */
export interface Participant {
  readonly identity: string;
  readonly sid: string;
  /** Media is connected, not only signalling. */
  readonly active: boolean;
}

/** A verified media event. */
export interface MediaEvent {
  readonly eventId: string;
  readonly type: string;
  readonly room: string;
  readonly sid: string | undefined;
  readonly identity: string | undefined;
  readonly disconnectReason: string | undefined;
  /** Whole seconds, rounded down by the media server. */
  readonly createdAt: Date;
  /** The event without secrets, for evidence. */
  readonly payload: unknown;
}

export interface JoinTicket {
  readonly url: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** The media server cannot be asked now. Nothing is known about its rooms. */
export class MediaUnavailable extends Error {}

/** What we need of a media server. No method may be called inside a database transaction. */
export abstract class Rooms {
  /** Makes the room; an existing one stays as it is. @throws MediaUnavailable */
  abstract open(room: string): Promise<void>;
  /** Closes the room and puts everybody out; a missing one is fine. @throws MediaUnavailable */
  abstract close(room: string): Promise<void>;
  /** Who is in the room; undefined when there is no such room. @throws MediaUnavailable */
  abstract participants(room: string): Promise<Participant[] | undefined>;
  /** Names of all rooms that begin with a prefix. @throws MediaUnavailable */
  abstract list(prefix: string): Promise<string[]>;
  /** Sends data to one identity; best effort. */
  abstract tell(room: string, identity: string, topic: string, data: object): Promise<void>;
  /** A ticket for one identity and one room, valid for two minutes [F18]. */
  abstract ticket(room: string, identity: string, medium: 'voice' | 'video'): Promise<JoinTicket>;
  /** Verifies a webhook over the raw body. @throws InvalidMediaSignature */
  abstract verifyEvent(rawBody: Buffer, authorization: string): Promise<MediaEvent>;
}
