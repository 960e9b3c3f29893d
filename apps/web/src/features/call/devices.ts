type Kind = 'microphone' | 'speaker';

const name = (kind: Kind): string => `call-device:${kind}`;

/** The device that was chosen in the check, for the calls that follow on this machine. */
export const chosenDevice = (kind: Kind): string | undefined => localStorage.getItem(name(kind)) ?? undefined;

export const chooseDevice = (kind: Kind, id: string): void => localStorage.setItem(name(kind), id);

/**
 * Whether the output can be chosen here. Phones route sound by themselves: Chrome for Android has no choice, and iOS lists one that does not act on
 * calls (S6.3).
 */
export function canChooseSpeaker(): boolean {
  const isPhone = /Android|iPhone|iPad/.test(navigator.userAgent) || navigator.maxTouchPoints > 1;
  return 'setSinkId' in HTMLMediaElement.prototype && !isPhone;
}
