import type { RemoteAudioTrack, Room } from 'livekit-client';

const LOOK_MS = 200;
/** Silence is sent as a packet every 0.4 s: nothing for this long is a loss. */
const PEER_QUIET_MS = 700;
/** What the media server acknowledges of our own silence comes less often. */
const OWN_QUIET_MS = 1_200;

/** A count that only grows while packets arrive. */
class Pulse {
  private count = -1;
  private grewAt = Date.now();

  constructor(private readonly quietMs: number) {}

  see(count: number | undefined, now: number): void {
    if (count === undefined || count === this.count) return;
    this.count = count;
    this.grewAt = now;
  }

  /** It has just come to life, or does not have to live now. */
  renew(now: number): void {
    this.grewAt = now;
  }

  quietSince(now: number): number | null {
    return now - this.grewAt >= this.quietMs ? this.grewAt : null;
  }
}

export interface LineNews {
  /** Since when nothing comes from the media server; null = the line works. */
  readonly ownQuietSinceMs: number | null;
  /** Since when nothing comes from the other side although our line works. */
  readonly peerQuietSinceMs: number | null;
}

/**
 * Counts what arrives, because the media server and LiveKit's client notice a dead line only after 10 to 20 s. What comes from the server on our own
 * transport tells about our line, what comes of the other side's sound tells about theirs.
 */
export class LineWatch {
  private readonly own = new Pulse(OWN_QUIET_MS);
  private readonly peer = new Pulse(PEER_QUIET_MS);
  private readonly timer: ReturnType<typeof setInterval>;
  private isLooking = false;

  constructor(
    private readonly room: Room,
    private readonly peerSound: () => RemoteAudioTrack | undefined,
    private readonly onNews: (news: LineNews) => void,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const now = Date.now();
      const [mine] = this.room.localParticipant.trackPublications.values();
      if (mine?.track) this.own.see(total(await mine.track.getRTCStatsReport(), FROM_SERVER), now);
      else this.own.renew(now);
      const ownQuietSinceMs = this.own.quietSince(now);
      const sound = this.peerSound();
      if (sound && !sound.isMuted) this.peer.see(total(await sound.getRTCStatsReport(), FROM_PEER), now);
      else this.peer.renew(now);
      // While our own line is dead nothing can be said about the other one.
      if (ownQuietSinceMs !== null) this.peer.renew(now);
      this.onNews({ ownQuietSinceMs, peerQuietSinceMs: this.peer.quietSince(now) });
    } finally {
      this.isLooking = false;
    }
  }
}

type Counters = Readonly<Record<string, readonly string[]>>;

/** Sound, reports about ours, and answers to the checks whether the way still exists. */
const FROM_SERVER: Counters = {
  transport: ['packetsReceived'],
  'candidate-pair': ['responsesReceived', 'requestsReceived'],
};
const FROM_PEER: Counters = { 'inbound-rtp': ['packetsReceived'] };

function total(report: RTCStatsReport | undefined, counters: Counters): number | undefined {
  let sum: number | undefined;
  report?.forEach((entry: Record<string, unknown>) => {
    for (const member of counters[entry['type'] as string] ?? [])
      if (typeof entry[member] === 'number') sum = (sum ?? 0) + entry[member];
  });
  return sum;
}
