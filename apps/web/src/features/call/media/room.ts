import type { RemoteAudioTrack, RemoteTrack, RemoteVideoTrack, Room } from 'livekit-client';
import type { Schemas } from '~/shared/api/index.ts';
import { chosenDevice } from '../devices.ts';

/** Loaded with the first call: it is as large as the rest of a page (X12). */
export const loadLiveKit = () => import('livekit-client');

export type RoomEnd = 'over' | 'displaced' | 'media_server' | 'media_failed' | 'network';

export interface RoomHandlers {
  readonly onReconnecting: () => void;
  readonly onReconnected: () => void;
  readonly onEnded: (why: RoomEnd) => void;
  readonly onPeer: (isHere: boolean) => void;
  readonly onPeerMuted: (isMuted: boolean) => void;
  readonly onPeerVideo: (track: RemoteVideoTrack | null) => void;
  readonly onSoundBlocked: (isBlocked: boolean) => void;
}

const RESUME_PAUSES_MS = [0, 300, 1_200, 2_700, 4_800];

/** One stay in the room of a call. After a loss that lasts, the next stay is another one. */
export class RoomStay {
  private isLeaving = false;
  private isAbandoned = false;
  private peerAudio: RemoteAudioTrack | undefined;
  private guarded: object | undefined;

  private constructor(
    readonly room: Room,
    private readonly handlers: RoomHandlers,
  ) {}

  /** @throws when the media server does not let us in, or does not answer in time */
  static async enter(ticket: Schemas['JoinView'], handlers: RoomHandlers): Promise<RoomStay> {
    const lk = await loadLiveKit();
    const speaker = chosenDevice('speaker');
    const room = new lk.Room({
      // A reload comes back; leaving would end the call for both.
      disconnectOnPageLeave: false,
      stopLocalTrackOnUnpublish: false,
      // For a signal that is lost while the sound goes on. When the line is dead we come back as another participant, with a fresh ticket.
      reconnectPolicy: { nextRetryDelayInMs: ({ retryCount }) => RESUME_PAUSES_MS[retryCount] ?? null },
      ...(speaker === undefined ? {} : { audioOutput: { deviceId: speaker } }),
    });
    const stay = new RoomStay(room, handlers);
    stay.follow(lk);
    try {
      await room.connect(ticket.url, ticket.token, {
        maxRetries: 0,
        websocketTimeout: 4_000,
        peerConnectionTimeout: 8_000,
      });
    } catch (error) {
      stay.abandon();
      throw error;
    }
    stay.reportPeer();
    return stay;
  }

  get sid(): string | undefined {
    return this.room.state === 'connected' ? this.room.localParticipant.sid || undefined : undefined;
  }

  get peerSound(): RemoteAudioTrack | undefined {
    return this.peerAudio;
  }

  /** Says goodbye, which ends the call, and closes everything. */
  leave(): void {
    this.isLeaving = true;
    void this.room.disconnect(true).catch(() => undefined);
    this.silence();
  }

  /** Closes without a word: the call goes on, and the next stay takes our place in it. */
  abandon(): void {
    this.isAbandoned = true;
    this.room.removeAllListeners();
    // The next stay opens the camera again; the microphone goes with us.
    for (const { track } of this.room.localParticipant.videoTrackPublications.values()) track?.stop();
    void this.room.disconnect(false).catch(() => undefined);
    this.silence();
  }

  /** Another tab takes over: nothing is heard or sent any more, the media server will put us out. */
  silence(): void {
    for (const element of this.peerAudio?.detach() ?? []) element.remove();
    this.peerAudio = undefined;
  }

  private follow(lk: typeof import('livekit-client')): void {
    const { room, handlers } = this;
    const E = lk.RoomEvent;
    const peers = (): void => this.reportPeer();
    room
      .on(E.SignalConnected, () => this.guardLeave())
      .on(E.SignalReconnecting, handlers.onReconnecting)
      .on(E.Reconnecting, handlers.onReconnecting)
      .on(E.Reconnected, handlers.onReconnected)
      .on(E.ParticipantConnected, peers)
      .on(E.ParticipantDisconnected, peers)
      .on(E.TrackMuted, peers)
      .on(E.TrackUnmuted, peers)
      .on(E.TrackSubscribed, (track) => this.play(track))
      .on(E.TrackUnsubscribed, (track) => this.drop(track))
      .on(E.AudioPlaybackStatusChanged, () => handlers.onSoundBlocked(!room.canPlaybackAudio))
      .on(E.Disconnected, (reason) => {
        this.silence();
        if (!this.isLeaving && !this.isAbandoned) handlers.onEnded(endOf(lk, reason));
      });
  }

  /**
   * LiveKit says goodbye before it connects anew, and when a page is frozen; the API takes a goodbye for hanging up. Only {@link leave} may say it.
   */
  private guardLeave(): void {
    const { client } = this.room.engine;
    if (this.guarded === client) return;
    this.guarded = client;
    const sendLeave = client.sendLeave.bind(client);
    client.sendLeave = () => (this.isLeaving ? sendLeave() : Promise.resolve());
  }

  private reportPeer(): void {
    const [peer] = this.room.remoteParticipants.values();
    this.handlers.onPeer(peer !== undefined);
    this.handlers.onPeerMuted(peer !== undefined && peer.trackPublications.size > 0 && !peer.isMicrophoneEnabled);
  }

  private play(track: RemoteTrack): void {
    if (track.kind === 'video') {
      this.handlers.onPeerVideo(track as RemoteVideoTrack);
      return;
    }
    this.peerAudio = track as RemoteAudioTrack;
    const element = track.attach();
    element.hidden = true;
    document.body.append(element);
    this.reportPeer();
  }

  private drop(track: RemoteTrack): void {
    for (const element of track.detach()) if (track.kind === 'audio') element.remove();
    if (track.kind === 'video') this.handlers.onPeerVideo(null);
    else if (track === this.peerAudio) this.peerAudio = undefined;
    this.reportPeer();
  }
}

function endOf({ DisconnectReason }: typeof import('livekit-client'), reason: number | undefined): RoomEnd {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'displaced';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
    case DisconnectReason.PARTICIPANT_REMOVED:
    case DisconnectReason.CLIENT_INITIATED:
      return 'over';
    case DisconnectReason.SERVER_SHUTDOWN:
    case DisconnectReason.MIGRATION:
      return 'media_server';
    case DisconnectReason.MEDIA_FAILURE:
    case DisconnectReason.JOIN_FAILURE:
    case DisconnectReason.STATE_MISMATCH:
      return 'media_failed';
    default:
      return 'network';
  }
}
