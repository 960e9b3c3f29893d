import { chosenDevice } from '../devices.ts';
import type { MicrophoneTrouble } from './state.ts';

export class MicrophoneRefused extends Error {
  constructor(readonly trouble: MicrophoneTrouble) {
    super(trouble);
  }
}

const TROUBLES: Record<string, MicrophoneTrouble> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export const troubleOf = (error: unknown): MicrophoneTrouble =>
  (error instanceof DOMException ? TROUBLES[error.name] : undefined) ?? 'missing';

const wishes = (deviceId: string | undefined): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId === undefined ? {} : { deviceId: { ideal: deviceId } }),
});

/** Opens the microphone and nothing else. @throws MicrophoneRefused */
export async function openMicrophone(deviceId = chosenDevice('microphone')): Promise<MediaStream> {
  // Without a secure origin browsers hide the devices altogether.
  if (!('mediaDevices' in navigator)) throw new MicrophoneRefused('missing');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: wishes(deviceId) });
  } catch (error) {
    throw new MicrophoneRefused(troubleOf(error));
  }
}
