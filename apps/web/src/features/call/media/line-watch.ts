import type { RemoteAudioTrack, Room } from 'livekit-client';

const LOOK_MS = 200;
/** Silence is sent as a packet every 0.4 s, and the media server acknowledges ours many times a second: nothing for this long is a loss. */
const QUIET_MS = 700;

/** A count that only grows while packets arrive. */
class Pulse {
  private count = -1;
  private grewAt = Date.now();

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
    return now - this.grewAt >= QUIET_MS ? this.grewAt : null;
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
  private readonly own = new Pulse();
  private readonly peer = new Pulse();
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
      if (mine?.track) this.own.see(total(await mine.track.getRTCStatsReport(), 'transport', 'bytesReceived'), now);
      else this.own.renew(now);
      const ownQuietSinceMs = this.own.quietSince(now);
      const sound = this.peerSound();
      if (sound && !sound.isMuted)
        this.peer.see(total(await sound.getRTCStatsReport(), 'inbound-rtp', 'packetsReceived'), now);
      else this.peer.renew(now);
      // While our own line is dead nothing can be said about the other one.
      if (ownQuietSinceMs !== null) this.peer.renew(now);
      this.onNews({ ownQuietSinceMs, peerQuietSinceMs: this.peer.quietSince(now) });
    } finally {
      this.isLooking = false;
    }
  }
}

function total(report: RTCStatsReport | undefined, type: string, member: string): number | undefined {
  let sum: number | undefined;
  report?.forEach((entry: Record<string, unknown>) => {
    if (entry['type'] === type && typeof entry[member] === 'number') sum = (sum ?? 0) + entry[member];
  });
  return sum;
}
