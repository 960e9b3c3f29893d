export const SAMPLE_RATE = 48_000;
/** LiveKit wants frames of 10 ms. */
export const FRAME_SAMPLES = SAMPLE_RATE / 100;
/** A tenth of a second: long enough to tell 440 Hz from 880 Hz, short enough to see a gap. */
const WINDOW_SAMPLES = SAMPLE_RATE / 10;
const AMPLITUDE = 8_000;

/** An endless sine, one frame per call, without a click between frames. */
export function sine(hertz: number): () => Int16Array {
  const step = (2 * Math.PI * hertz) / SAMPLE_RATE;
  let phase = 0;
  return () => {
    const samples = new Int16Array(FRAME_SAMPLES);
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      samples[index] = Math.round(AMPLITUDE * Math.sin(phase));
      phase = (phase + step) % (2 * Math.PI);
    }
    return samples;
  };
}

/** Share of the energy of the samples that lies at one frequency, 0 to 1 (Goertzel). */
export function shareAt(hertz: number, samples: Int16Array, energy: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
  let before = 0;
  let last = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - coefficient * last * before;
  // A pure sine of this frequency gives power = energy * samples / 2.
  return energy === 0 ? 0 : Math.min(1, (2 * power) / (energy * samples.length));
}

/** What one side has heard so far. */
export interface Heard {
  frames: number;
  /** Seconds in which the sound was clearly the other side's tone. */
  toneSeconds: number;
  /** Seconds in which it was something else, but not silence. */
  otherSeconds: number;
  /** Loudness of the tone, of full scale. */
  loudness: number;
}

/** Listens for one tone in a stream of frames. */
export class Ear {
  readonly heard: Heard = { frames: 0, toneSeconds: 0, otherSeconds: 0, loudness: 0 };
  private readonly hertz: number;
  private readonly window = new Int16Array(WINDOW_SAMPLES);
  private filled = 0;

  constructor(hertz: number) {
    this.hertz = hertz;
  }

  hear(samples: Int16Array): void {
    this.heard.frames++;
    for (let offset = 0; offset < samples.length;) {
      const piece = samples.subarray(offset, offset + WINDOW_SAMPLES - this.filled);
      this.window.set(piece, this.filled);
      this.filled += piece.length;
      offset += piece.length;
      if (this.filled === WINDOW_SAMPLES) this.judge();
    }
  }

  private judge(): void {
    this.filled = 0;
    const energy = this.window.reduce((sum, sample) => sum + sample * sample, 0);
    const loudness = Math.sqrt(energy / WINDOW_SAMPLES) / 32_768;
    if (loudness < 0.005) return; // silence, before the first packet or after a loss
    const seconds = WINDOW_SAMPLES / SAMPLE_RATE;
    // The codec and the first packets after a gap smear a little; another tone would leave next to nothing here.
    if (shareAt(this.hertz, this.window, energy) > 0.8) {
      this.heard.toneSeconds += seconds;
      this.heard.loudness = loudness;
    } else this.heard.otherSeconds += seconds;
  }
}
