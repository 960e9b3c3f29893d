import type { LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';

export type MediaPhase =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  /** Another tab or device of this person has the call. */
  | 'elsewhere'
  | 'no_microphone'
  | 'left';

/** Why the line was lost, for the sentence that is shown. */
export type LossCause = 'offline' | 'network' | 'media_server' | 'media_failed' | 'no_answer';

export type MicrophoneTrouble = 'denied' | 'missing' | 'busy' | 'taken';

export interface MediaState {
  readonly phase: MediaPhase;
  readonly loss: LossCause | null;
  /** When the line was lost, by this clock. */
  readonly lostSinceMs: number | null;
  /** Since when nothing comes from the other side, although our own line works. */
  readonly peerLostSinceMs: number | null;
  readonly isPeerHere: boolean;
  readonly isPeerMuted: boolean;
  readonly trouble: MicrophoneTrouble | null;
  readonly isMuted: boolean;
  readonly isCameraOn: boolean;
  readonly isCameraRefused: boolean;
  readonly isSoundBlocked: boolean;
  readonly ownVideo: LocalVideoTrack | null;
  readonly peerVideo: RemoteVideoTrack | null;
}

export const FIRST_STATE: MediaState = {
  phase: 'idle',
  loss: null,
  lostSinceMs: null,
  peerLostSinceMs: null,
  isPeerHere: false,
  isPeerMuted: false,
  trouble: null,
  isMuted: false,
  isCameraOn: false,
  isCameraRefused: false,
  isSoundBlocked: false,
  ownVideo: null,
  peerVideo: null,
};

/** A value that components can follow with `useSyncExternalStore`. */
export class Store<T extends object> {
  private readonly listeners = new Set<() => void>();
  constructor(private value: T) {}

  readonly snapshot = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(change: Partial<T>): void {
    const isNew = (Object.keys(change) as (keyof T)[]).some((key) => change[key] !== this.value[key]);
    if (!isNew) return;
    this.value = { ...this.value, ...change };
    for (const listener of this.listeners) listener();
  }
}
