import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../stack-environment.ts';
import type { JoinTicket } from './wire.ts';
import { FRAME_SAMPLES, SAMPLE_RATE, sine } from './tone.ts';

/** What happens to a participant. */
export interface MediaEvents {
  connected(): void;
  /** `final`: it does not come back by itself. */
  disconnected(reason: string, final: boolean): void;
  data(topic: string, payload: Uint8Array): void;
  audio(samples: Int16Array): void;
}

export interface Participant {
  /** The media server's id of this participant now; another one after a reconnection. */
  readonly sid: string | undefined;
  leave(): Promise<void>;
}

export type Join = (ticket: JoinTicket, hertz: number, events: MediaEvents) => Promise<Participant>;

/** A real participant: publishes a tone as its microphone and listens to whoever else is there. */
export async function joinLiveKit(ticket: JoinTicket, hertz: number, events: MediaEvents): Promise<Participant> {
  const rtc = await import('@livekit/rtc-node');
  const room = new rtc.Room();
  let isLeft = false;
  room.on(rtc.RoomEvent.Reconnecting, () => events.disconnected('RECONNECTING', false));
  room.on(rtc.RoomEvent.Reconnected, () => events.connected());
  room.on(rtc.RoomEvent.Disconnected, (reason) => {
    if (!isLeft) events.disconnected(rtc.DisconnectReason[reason] ?? String(reason), true);
    isLeft = true;
  });
  room.on(rtc.RoomEvent.DataReceived, (payload, _from, _kind, topic) => events.data(topic ?? '', payload));
  room.on(rtc.RoomEvent.TrackSubscribed, (track) => {
    if (!(track instanceof rtc.RemoteAudioTrack)) return;
    void listen(new rtc.AudioStream(track, SAMPLE_RATE, 1), events);
  });
  await room.connect(ticket.url, ticket.token, { autoSubscribe: true, dynacast: false });
  events.connected();

  const source = new rtc.AudioSource(SAMPLE_RATE, 1);
  const track = rtc.LocalAudioTrack.createAudioTrack('microphone', source);
  const options = new rtc.TrackPublishOptions({ source: rtc.TrackSource.SOURCE_MICROPHONE });
  const speak = async () => {
    await room.localParticipant?.publishTrack(track, options);
    const next = sine(hertz);
    // captureFrame waits while the queue of the source is full, so this loop keeps real time.
    while (!isLeft) await source.captureFrame(new rtc.AudioFrame(next(), SAMPLE_RATE, 1, FRAME_SAMPLES));
  };
  // A loss in the middle of a frame is told by `disconnected`; here it only ends the loop.
  const speaking = speak().catch(() => undefined);
  return {
    get sid() {
      return room.localParticipant?.sid;
    },
    leave: async () => {
      isLeft = true;
      await room.disconnect();
      await speaking;
      await source.close();
    },
  };
}

async function listen(stream: AsyncIterable<{ data: Int16Array }>, events: MediaEvents): Promise<void> {
  for await (const frame of stream) events.audio(frame.data);
}

/** A participant of the sandbox's media simulator: everything but sound. */
export async function joinSimulation(ticket: JoinTicket, _hertz: number, events: MediaEvents): Promise<Participant> {
  const file = path.join(root, 'dist', 'apps', 'sandbox', 'src', 'livekit', 'sim-participant.js');
  type Simulator = typeof import('../../apps/sandbox/src/livekit/sim-participant.ts');
  const { joinSimulated } = (await import(pathToFileURL(file).href)) as Simulator;
  const participant = await joinSimulated(ticket.url, ticket.token);
  let isLeft = false;
  events.connected();
  participant.onData(({ topic, payload }) => events.data(topic, payload));
  participant.onClosed((reason) => {
    if (!isLeft) events.disconnected(reason, true);
  });
  return {
    sid: participant.sid,
    leave: async () => {
      isLeft = true;
      await participant.leave();
    },
  };
}

/** Must be called before the process ends: the native library keeps threads. */
export async function disposeLiveKit(): Promise<void> {
  const { dispose } = await import('@livekit/rtc-node');
  await dispose();
}
