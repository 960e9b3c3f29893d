/** Every sound is made here: no file, no foreign origin, and it plays in the language of nobody. */
let context: AudioContext | undefined;

/**
 * Call it from a tap, for example the one that goes online: browsers play nothing before the first one, and a ring comes without a tap.
 */
export function unlockAudio(): void {
  context ??= new AudioContext();
  void context.resume();
}

interface Note {
  readonly hertz: number;
  readonly at: number;
  readonly seconds: number;
}

function play(notes: readonly Note[], volume: number, output?: AudioNode): void {
  if (!context) return;
  const begin = context.currentTime + 0.02;
  for (const { hertz, at, seconds } of notes) {
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    // Soft edges: a hard start clicks.
    gain.gain.setTargetAtTime(volume, begin + at, 0.01);
    gain.gain.setTargetAtTime(0, begin + at + seconds, 0.02);
    tone.connect(gain).connect(output ?? context.destination);
    tone.start(begin + at);
    tone.stop(begin + at + seconds + 0.2);
  }
}

const RING: readonly Note[] = [
  { hertz: 659, at: 0, seconds: 0.35 },
  { hertz: 880, at: 0.4, seconds: 0.35 },
  { hertz: 659, at: 0.9, seconds: 0.35 },
  { hertz: 880, at: 1.3, seconds: 0.35 },
];
const RING_EVERY_MS = 3_000;
const VIBRATION = [400, 200, 400, 2_000];

/** Rings until the returned function is called; shakes the phone where that exists. */
export function startRinging(): () => void {
  unlockAudio();
  const ring = (): void => {
    play(RING, 0.3);
    // Refused without an earlier tap, and not there on iOS; both say so by false or by being away.
    if ('vibrate' in navigator) navigator.vibrate(VIBRATION);
  };
  ring();
  const timer = setInterval(ring, RING_EVERY_MS);
  return () => {
    clearInterval(timer);
    if ('vibrate' in navigator) navigator.vibrate(0);
  };
}

/** What a caller hears while it rings at the other end. */
export function startRingback(): () => void {
  const ring = (): void => play([{ hertz: 425, at: 0, seconds: 1 }], 0.06);
  unlockAudio();
  ring();
  const timer = setInterval(ring, 4_000);
  return () => clearInterval(timer);
}

/** Little money is left. */
export function playWarning(): void {
  unlockAudio();
  play(
    [
      { hertz: 880, at: 0, seconds: 0.12 },
      { hertz: 880, at: 0.2, seconds: 0.12 },
    ],
    0.12,
  );
}

/** The call is over. */
export function playEnd(): void {
  unlockAudio();
  play(
    [
      { hertz: 587, at: 0, seconds: 0.15 },
      { hertz: 440, at: 0.2, seconds: 0.25 },
    ],
    0.12,
  );
}

export const TEST_SECONDS = 1.5;

/** A tone for trying the speaker. @param speaker id of the output; the usual one when left out */
export async function playTest(speaker?: string): Promise<void> {
  unlockAudio();
  const notes = [
    { hertz: 523, at: 0, seconds: 0.4 },
    { hertz: 659, at: 0.5, seconds: 0.4 },
    { hertz: 784, at: 1, seconds: 0.4 },
  ];
  if (speaker === undefined || !context) return play(notes, 0.3);
  const destination = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = destination.stream;
  await element.setSinkId(speaker);
  await element.play();
  play(notes, 0.3, destination);
  setTimeout(() => element.pause(), (TEST_SECONDS + 0.5) * 1000);
}
