import { useSyncExternalStore } from 'react';

/** https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface, not in the DOM types. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

export type InstallState = 'installed' | 'ready' | 'ios' | 'manual';

const standalone = matchMedia('(display-mode: standalone)');
const isIos =
  /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);

let prompt: InstallPrompt | undefined;
let wasInstalled = false;
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

// The browser offers it once, before any page of the console is drawn.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  prompt = event as InstallPrompt;
  tell();
});
addEventListener('appinstalled', () => {
  wasInstalled = true;
  prompt = undefined;
  tell();
});
standalone.addEventListener('change', tell);

function snapshot(): InstallState {
  if (standalone.matches || wasInstalled || ('standalone' in navigator && navigator.standalone === true))
    return 'installed';
  if (prompt) return 'ready';
  return isIos ? 'ios' : 'manual';
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the console is on the home screen, and how it gets there on this device. */
export const useInstallState = (): InstallState => useSyncExternalStore(subscribe, snapshot);

/** Shows the browser's own question. An event can be used once. */
export async function install(): Promise<void> {
  const event = prompt;
  prompt = undefined;
  await event?.prompt();
  tell();
}
