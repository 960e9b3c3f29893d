import { Api, Refused } from './api.ts';
import { disposeLiveKit, joinLiveKit, joinSimulation, type MediaEvents, type Participant } from './media.ts';
import { Ear, type Heard } from './tone.ts';
import type { JoinTicket } from './wire.ts';

// One side of the call, as a process of its own, so that it can be frozen and killed like a phone in a tunnel. It talks to
// its parent over IPC only.

/** First message of the parent. */
export interface Order {
  media: 'livekit' | 'simulated';
  host: string;
  port: number;
  token: string;
  callId: string;
  /** What it plays, and what it expects to hear. */
  playHertz: number;
  hearHertz: number;
}

/** What it tells its parent. Times are this machine's clock, in milliseconds. */
export type Report =
  | { type: 'connected'; at: number; sid: string | undefined }
  | { type: 'disconnected'; at: number; reason: string }
  | { type: 'data'; at: number; topic: string; data: unknown }
  | { type: 'heard'; heard: Heard }
  | { type: 'trouble'; text: string };

const PRESENCE_MS = 500;
const REJOIN_MS = 500;
const HEARD_MS = 1_000;

class Side {
  private readonly order: Order;
  private readonly api: Api;
  private readonly ear: Ear;
  private participant: Participant | undefined;
  private isIn = false;
  private isOver = false;

  constructor(order: Order) {
    this.order = order;
    this.api = new Api(order.host, order.port);
    this.ear = new Ear(order.hearHertz);
    setInterval(() => this.prove(), PRESENCE_MS);
    setInterval(() => tell({ type: 'heard', heard: this.ear.heard }), HEARD_MS);
  }

  /** Joins, and joins again after every loss, until the call is over. */
  async join(): Promise<void> {
    const { order } = this;
    while (!this.isOver) {
      try {
        const ticket = await this.api.post<JoinTicket>(`/v1/calls/${order.callId}/join`, { token: order.token });
        const join = order.media === 'livekit' ? joinLiveKit : joinSimulation;
        this.participant = await join(ticket, order.playHertz, this.events());
        this.prove();
        return;
      } catch (error) {
        // The call is over: there is nothing to come back to.
        if (error instanceof Refused && (error.status === 409 || error.status === 404)) return this.stop();
        tell({ type: 'trouble', text: `cannot join: ${String(error)}` });
        await new Promise((done) => setTimeout(done, REJOIN_MS));
      }
    }
  }

  async stop(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const at = Date.now();
    await this.participant?.leave().catch(() => undefined);
    if (this.isIn) tell({ type: 'disconnected', at, reason: 'LEFT' });
    tell({ type: 'heard', heard: this.ear.heard });
    if (this.order.media === 'livekit') await disposeLiveKit();
    // What was told is sent first; then `disconnect` below ends the process.
    process.disconnect?.();
  }

  private events(): MediaEvents {
    return {
      connected: () => {
        const at = Date.now();
        this.isIn = true;
        tell({ type: 'connected', at, sid: this.participant?.sid });
        this.prove();
      },
      disconnected: (reason, final) => {
        const at = Date.now();
        this.isIn = false;
        tell({ type: 'disconnected', at, reason });
        if (final) void this.join();
      },
      data: (topic, payload) => {
        const at = Date.now();
        tell({ type: 'data', at, topic, data: JSON.parse(new TextDecoder().decode(payload)) as unknown });
        if (topic === 'call.ending') void this.stop();
      },
      audio: (samples) => this.ear.hear(samples),
    };
  }

  /** Proof of life. Lost ones do no harm: they can only shorten the bill. */
  private prove(): void {
    const sid = this.participant?.sid;
    if (sid === undefined || !this.isIn || this.isOver) return;
    const { callId, token } = this.order;
    this.api.post(`/v1/calls/${callId}/presence`, { token, body: { sid } }).catch(() => undefined);
  }
}

function tell(report: Report): void {
  if (process.connected) process.send?.(report);
}

process.once('message', (order) => void new Side(order as Order).join());
// The parent is gone; a Ctrl-C in the terminal reaches us too, but when we end is the parent's to say.
process.once('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
