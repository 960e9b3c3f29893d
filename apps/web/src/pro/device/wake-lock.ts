import { useSyncExternalStore } from 'react';

export type WakeLockState = 'unsupported' | 'held' | 'released' | 'refused';

/**
 * Keeps the screen on while somebody wants it. The browser lets go whenever the console is hidden, so it is asked again when it is seen.
 * https://www.w3.org/TR/screen-wake-lock/
 */
class WakeLock {
  private isWanted = false;
  private sentinel: WakeLockSentinel | undefined;
  private asking: Promise<void> | undefined;
  private state: WakeLockState = 'wakeLock' in navigator ? 'released' : 'unsupported';
  private readonly listeners = new Set<() => void>();

  constructor() {
    document.addEventListener('visibilitychange', () => void this.settle());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): WakeLockState => this.state;

  want(isWanted: boolean): void {
    this.isWanted = isWanted;
    void this.settle();
  }

  /** Asks once and lets go, to show whether this device can. */
  async probe(): Promise<void> {
    await this.ask();
    if (!this.isWanted) await this.sentinel?.release();
  }

  private async settle(): Promise<void> {
    if (!this.isWanted) await this.sentinel?.release();
    else if (document.visibilityState === 'visible') await this.ask();
  }

  private ask(): Promise<void> {
    if (this.state === 'unsupported' || this.sentinel) return Promise.resolve();
    this.asking ??= this.request().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async request(): Promise<void> {
    try {
      const sentinel = await navigator.wakeLock.request('screen');
      this.sentinel = sentinel;
      sentinel.addEventListener('release', () => {
        this.sentinel = undefined;
        this.set('released');
      });
      this.set('held');
      if (!this.isWanted) return;
    } catch {
      this.set('refused');
    }
  }

  private set(state: WakeLockState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const wakeLock = new WakeLock();

export const useWakeLockState = (): WakeLockState => useSyncExternalStore(wakeLock.subscribe, wakeLock.snapshot);
