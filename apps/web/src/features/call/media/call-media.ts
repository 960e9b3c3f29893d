import type { LocalTrackPublication, LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import type { Medium } from '../model.ts';
import { LineWatch } from './line-watch.ts';
import { MicrophoneRefused, openMicrophone } from './microphone.ts';
import { provePresence } from './presence.ts';
import { type RoomEnd, type RoomHandlers, RoomStay } from './room.ts';
import { FIRST_STATE, type LossCause, type MediaState, Store } from './state.ts';
import { TabLock } from './tab-lock.ts';

/**
 * A loss that lasts longer than the API's patience with a silent participant. From then on coming back is a new stay, so that no second of the loss is
 * charged; a shorter one goes on as if nothing had been.
 */
const STALE_MS = 2_500;
/** When the machine itself knows that it has no network there is nothing to wait for. */
const OFFLINE_MS = 700;
/** For so long the other side's sound has to come again before a longer loss is over. */
const STEADY_MS = 1_200;
const PAUSES_MS = [0, 500, 1_000, 2_000];

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Our side of the sound and picture of one call: gets in, stays in, comes back, and says what is going on. */
export class CallMedia {
  private readonly store = new Store<MediaState>(FIRST_STATE);
  private readonly lock: TabLock;
  private microphone: MediaStreamTrack | undefined;
  private microphonePublication: LocalTrackPublication | undefined;
  private stay: RoomStay | undefined;
  private watch: LineWatch | undefined;
  private stopProofs: (() => void) | undefined;
  private staleTimer: ReturnType<typeof setTimeout> | undefined;
  private peerBackMs: number | undefined;
  private isStarted = false;
  private isEntering = false;
  /** Counts the stays: news of an earlier one is no news. */
  private generation = 0;

  constructor(
    private readonly callId: string,
    private readonly medium: Medium,
  ) {
    this.lock = new TabLock(`call:${callId}`);
  }

  readonly subscribe = this.store.subscribe;
  readonly snapshot = this.store.snapshot;

  /** Goes into the room and stays there. */
  async start(steal = false): Promise<void> {
    if (this.isStarted) return;
    this.isStarted = true;
    this.store.set({ phase: 'connecting', trouble: null });
    if (!(await this.lock.take(steal, () => this.displaced()))) {
      this.isStarted = false;
      this.store.set({ phase: 'elsewhere' });
      return;
    }
    addEventListener('offline', this.onOffline);
    addEventListener('online', this.onOnline);
    addEventListener('freeze', stopHere, true);
    this.stopProofs = provePresence(this.callId, () =>
      this.store.snapshot().lostSinceMs === null ? this.stay?.sid : undefined,
    );
    // The line is opened only with a microphone: nobody shall pay for being silent by mistake.
    if (await this.openMicrophone()) await this.enter();
  }

  /** Takes the call from the other tab or device. */
  moveHere(): Promise<void> {
    return this.start(true);
  }

  async retryMicrophone(): Promise<void> {
    const published = this.microphonePublication?.track;
    if (!(await this.openMicrophone())) return;
    if (!this.stay) return this.enter();
    if (published && 'replaceTrack' in published) await published.replaceTrack(this.microphone!, true);
    if (this.store.snapshot().isMuted) this.microphone!.enabled = false;
  }

  async setMuted(isMuted: boolean): Promise<void> {
    this.store.set({ isMuted });
    if (this.microphone) this.microphone.enabled = !isMuted;
    const publication = this.microphonePublication;
    await (isMuted ? publication?.mute() : publication?.unmute());
  }

  async setCamera(isOn: boolean): Promise<void> {
    const { stay } = this;
    if (!stay) return;
    try {
      const publication = await stay.room.localParticipant.setCameraEnabled(isOn);
      const ownVideo = isOn ? ((publication?.videoTrack as LocalVideoTrack | undefined) ?? null) : null;
      this.store.set({ isCameraOn: isOn, isCameraRefused: false, ownVideo });
    } catch {
      this.store.set({ isCameraOn: false, isCameraRefused: true, ownVideo: null });
    }
  }

  /** Has to be called from a tap. */
  async unblockSound(): Promise<void> {
    await this.stay?.room.startAudio().catch(() => undefined);
    this.store.set({ isSoundBlocked: this.stay ? !this.stay.room.canPlaybackAudio : false });
  }

  /** The call is over for us: says goodbye. */
  leave(): void {
    // While it is still known whether the line works.
    this.stopProofs?.();
    this.stopProofs = undefined;
    this.store.set({ phase: 'left', loss: null, lostSinceMs: null, peerLostSinceMs: null });
    this.stay?.leave();
    this.close();
  }

  /** The page goes away, the call does not. */
  dispose(): void {
    this.stay?.abandon();
    this.close();
    if (this.store.snapshot().phase !== 'left') this.store.set(FIRST_STATE);
  }

  private close(): void {
    this.isStarted = false;
    this.generation += 1;
    this.stay = undefined;
    this.watch?.stop();
    this.stopProofs?.();
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    removeEventListener('offline', this.onOffline);
    removeEventListener('online', this.onOnline);
    removeEventListener('freeze', stopHere, true);
    this.microphone?.stop();
    this.microphone = undefined;
    this.microphonePublication = undefined;
    this.store.set({ ownVideo: null, peerVideo: null, isPeerHere: false });
    this.lock.free();
  }

  private async openMicrophone(): Promise<boolean> {
    try {
      const [track] = (await openMicrophone()).getAudioTracks();
      if (!this.isStarted) {
        track?.stop();
        return false;
      }
      this.microphone?.stop();
      this.microphone = track!;
      track!.addEventListener('ended', () => this.store.set({ trouble: 'taken' }));
      track!.addEventListener('mute', () => this.store.set({ trouble: 'taken' }));
      track!.addEventListener('unmute', () => this.store.set({ trouble: null }));
      this.store.set({ trouble: null });
      return true;
    } catch (error) {
      if (this.isStarted)
        this.store.set({
          ...(this.stay ? {} : { phase: 'no_microphone' as const }),
          trouble: error instanceof MicrophoneRefused ? error.trouble : 'missing',
        });
      return false;
    }
  }

  /** Asks for a ticket and goes in, again and again, until it worked or the call is over. */
  private async enter(): Promise<void> {
    if (this.isEntering) return;
    this.isEntering = true;
    if (this.store.snapshot().phase === 'no_microphone') this.store.set({ phase: 'connecting' });
    try {
      for (let attempt = 0; this.isStarted && this.stay === undefined; attempt += 1) {
        await sleep(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!);
        if (!this.isStarted) return;
        await this.tryToEnter();
      }
    } finally {
      this.isEntering = false;
    }
  }

  private async tryToEnter(): Promise<void> {
    try {
      const ticket = await unwrap(
        api.POST('/v1/calls/{id}/join', { params: { path: { id: this.callId } }, signal: AbortSignal.timeout(5_000) }),
      );
      const stay = await RoomStay.enter(ticket, this.handlers());
      if (!this.isStarted) return stay.abandon();
      this.stay = stay;
      await this.publish(stay);
      if (this.stay !== stay) return;
      this.store.set({
        phase: 'connected',
        loss: null,
        lostSinceMs: null,
        isSoundBlocked: !stay.room.canPlaybackAudio,
      });
      this.watch = new LineWatch(
        stay.room,
        () => stay.peerSound,
        (news) => this.onLine(news.ownQuietSinceMs, news.peerQuietSinceMs),
      );
    } catch (error) {
      if (isProblem(error, 'illegal-transition', 'not-found', 'forbidden', 'unauthenticated')) return this.leave();
      this.lose(navigator.onLine ? 'no_answer' : 'offline');
      this.stay?.abandon();
      this.stay = undefined;
    }
  }

  private async publish({ room }: RoomStay): Promise<void> {
    const { isMuted, isCameraOn } = this.store.snapshot();
    const { Track } = await import('livekit-client');
    this.microphonePublication = await room.localParticipant.publishTrack(this.microphone!, {
      source: Track.Source.Microphone,
    });
    if (isMuted) await this.setMuted(true);
    const isFirst = this.store.snapshot().phase === 'connecting';
    if (this.medium === 'video' && (isCameraOn || isFirst)) await this.setCamera(true);
  }

  private handlers(): RoomHandlers {
    this.generation += 1;
    const mine = this.generation;
    const onlyNow =
      <A extends unknown[]>(work: (...args: A) => void) =>
      (...args: A): void => {
        if (mine === this.generation) work(...args);
      };
    return {
      // The sound may still flow: whether the line itself is dead is seen by the watch.
      onReconnecting: onlyNow(() => this.interrupt('network')),
      onReconnected: onlyNow(() => this.recover()),
      onEnded: onlyNow((why) => this.onEnded(why)),
      onPeer: onlyNow((isPeerHere) => this.onPeer(isPeerHere)),
      onPeerMuted: onlyNow((isPeerMuted) => this.store.set({ isPeerMuted })),
      onPeerVideo: onlyNow((peerVideo: RemoteVideoTrack | null) => this.store.set({ peerVideo })),
      onSoundBlocked: onlyNow((isSoundBlocked) => this.store.set({ isSoundBlocked })),
    };
  }

  private onEnded(why: RoomEnd): void {
    if (why === 'displaced') return this.displaced();
    // The room is closed with the call. Should the call live on, the next ticket says so.
    if (why !== 'over') this.lose(why === 'network' && !navigator.onLine ? 'offline' : why);
    this.comeBack();
  }

  private onPeer(isPeerHere: boolean): void {
    const before = this.store.snapshot();
    if (before.isPeerHere && !isPeerHere) this.store.set({ peerLostSinceMs: before.peerLostSinceMs ?? Date.now() });
    this.store.set({ isPeerHere });
  }

  /** What a broken line still held back is not yet a return. */
  private isWaitingForPeer(peerLostSinceMs: number | null): boolean {
    const before = this.store.snapshot().peerLostSinceMs;
    const now = Date.now();
    if (peerLostSinceMs !== null || before === null || now - before < STALE_MS) {
      this.peerBackMs = undefined;
      return false;
    }
    this.peerBackMs ??= now;
    return now - this.peerBackMs < STEADY_MS;
  }

  private onLine(ownQuietSinceMs: number | null, peerLostSinceMs: number | null): void {
    // Somebody who is not in the room stays lost; the watch counts only what comes from somebody who is.
    if (this.store.snapshot().isPeerHere && !this.isWaitingForPeer(peerLostSinceMs))
      this.store.set({ peerLostSinceMs });
    if (ownQuietSinceMs !== null) this.lose('network', ownQuietSinceMs);
    else if (navigator.onLine && this.stay?.room.state === 'connected') this.recover();
  }

  private interrupt(loss: LossCause): boolean {
    const { phase } = this.store.snapshot();
    if (phase === 'connected') this.store.set({ phase: 'reconnecting', loss });
    return phase === 'connected' || phase === 'reconnecting';
  }

  /** Nothing gets through any more. */
  private lose(loss: LossCause, sinceMs = Date.now()): void {
    if (!this.interrupt(loss)) return;
    if (this.store.snapshot().lostSinceMs === null) this.store.set({ lostSinceMs: sinceMs });
    if (!this.stay) return;
    const patience = loss === 'offline' ? OFFLINE_MS : STALE_MS;
    this.staleTimer ??= setTimeout(() => this.comeBack(), Math.max(0, patience - (Date.now() - sinceMs)));
  }

  private recover(): void {
    if (this.store.snapshot().phase !== 'reconnecting' || this.isEntering || !this.stay) return;
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    this.store.set({ phase: 'connected', loss: null, lostSinceMs: null });
  }

  private comeBack(): void {
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    this.watch?.stop();
    this.stay?.abandon();
    this.stay = undefined;
    this.store.set({ peerVideo: null, ownVideo: null, isPeerHere: false, peerLostSinceMs: null });
    if (this.microphone?.readyState === 'ended') void this.retryMicrophone();
    else void this.enter();
  }

  private displaced(): void {
    const { stay } = this;
    this.close();
    // Not closed by us: the media server puts us out when the other one comes in, so that there is no gap.
    stay?.silence();
    setTimeout(() => stay?.abandon(), 10_000);
    this.store.set({ phase: 'elsewhere', loss: null, lostSinceMs: null, peerLostSinceMs: null });
  }

  private readonly onOffline = (): void => this.lose('offline');

  private readonly onOnline = (): void => {
    if (!this.stay) void this.enter();
  };
}

/** LiveKit takes a frozen page for a closed one. Ours comes back (S8.8). */
const stopHere = (event: Event): void => event.stopImmediatePropagation();
