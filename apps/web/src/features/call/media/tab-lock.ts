/**
 * One tab per call. A lock of the browser ends with its tab, also when that crashes, so nothing has to be said goodbye to.
 */
export class TabLock {
  private release: (() => void) | undefined;

  constructor(private readonly name: string) {}

  /**
   * @param steal take it from the tab that has it
   * @param onLost another tab took it
   * @returns false when another tab has it
   */
  take(steal: boolean, onLost: () => void): Promise<boolean> {
    if (!('locks' in navigator)) return Promise.resolve(true);
    return new Promise((answer) => {
      const hold = (lock: Lock | null): Promise<void> | void => {
        answer(lock !== null);
        if (lock) return new Promise((release) => (this.release = release));
      };
      navigator.locks.request(this.name, steal ? { steal: true } : { ifAvailable: true }, hold).catch(() => {
        answer(false);
        if (!this.release) return;
        this.release = undefined;
        onLost();
      });
    });
  }

  free(): void {
    this.release?.();
    this.release = undefined;
  }
}
