import { useCallback, useEffect, useRef, useState } from 'react';
import { chooseDevice } from '../devices.ts';
import { MicrophoneRefused, openMicrophone } from '../media/microphone.ts';
import type { MicrophoneTrouble } from '../media/state.ts';

export type MicrophoneStatus = 'idle' | 'asking' | 'on' | MicrophoneTrouble;

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface MicrophoneCheck {
  readonly status: MicrophoneStatus;
  /** 0 to 100. */
  readonly level: number;
  /** Nothing was heard for three seconds. */
  readonly isSilent: boolean;
  /** Something was heard at least once. */
  readonly wasHeard: boolean;
  readonly devices: readonly Device[];
  readonly deviceId: string | undefined;
  readonly start: (deviceId?: string) => Promise<void>;
}

const LOOK_MS = 100;
const SILENCE_MS = 3_000;
/** Below this there is only the hiss of the microphone itself. */
const HEARD_LEVEL = 4;
/** The middle of speech fills about half of the meter. */
const GAIN = 400;

function levelOf(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number {
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(100, Math.round(Math.sqrt(power) * GAIN));
}

const microphones = async (): Promise<Device[]> =>
  (await navigator.mediaDevices.enumerateDevices())
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, label }));

/** Tries the microphone while the component is there; nothing is sent or kept. */
export function useMicrophone(): MicrophoneCheck {
  const [status, setStatus] = useState<MicrophoneStatus>('idle');
  const [level, setLevel] = useState(0);
  const [isSilent, setSilent] = useState(false);
  const [wasHeard, setHeard] = useState(false);
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const [deviceId, setDeviceId] = useState<string>();
  const stop = useRef<() => void>(undefined);

  const listen = useCallback((stream: MediaStream): void => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(stream).connect(analyser);
    void context.resume();
    const samples = new Float32Array(analyser.fftSize);
    let heardAt = Date.now();
    const timer = setInterval(() => {
      const now = levelOf(analyser, samples);
      if (now >= HEARD_LEVEL) {
        heardAt = Date.now();
        setHeard(true);
      }
      setLevel(now);
      setSilent(Date.now() - heardAt >= SILENCE_MS);
    }, LOOK_MS);
    const [track] = stream.getAudioTracks();
    track?.addEventListener('ended', () => setStatus('taken'));
    stop.current = () => {
      clearInterval(timer);
      for (const one of stream.getTracks()) one.stop();
      void context.close();
    };
  }, []);

  const start = useCallback(
    async (wanted?: string): Promise<void> => {
      stop.current?.();
      stop.current = undefined;
      setStatus('asking');
      setLevel(0);
      setSilent(false);
      try {
        const stream = await openMicrophone(wanted);
        listen(stream);
        const id = stream.getAudioTracks()[0]?.getSettings().deviceId;
        setDeviceId(id);
        if (wanted !== undefined) chooseDevice('microphone', wanted);
        // Names are shown only once the microphone is allowed.
        setDevices(await microphones());
        setStatus('on');
      } catch (error) {
        setStatus(error instanceof MicrophoneRefused ? error.trouble : 'missing');
      }
    },
    [listen],
  );

  useEffect(() => () => stop.current?.(), []);
  return { status, level, isSilent, wasHeard, devices, deviceId, start };
}
