/** Thrown when the queue is full. */
export class QueueFull extends Error {}

/** Runs at most `concurrency` pieces of work at a time and lets at most `waitingLimit` wait, first come, first served. */
export class BoundedQueue {
  private running = 0;
  private readonly waiters: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly waitingLimit: number,
    private readonly onChange: (waiting: number) => void = () => undefined,
  ) {}

  /** @throws QueueFull at once, without running the work. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.concurrency) {
      if (this.waiters.length >= this.waitingLimit) throw new QueueFull();
      await new Promise<void>((resolve) => {
        this.waiters.push(resolve);
        this.onChange(this.waiters.length);
      });
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiters.shift();
      // The slot goes over to the next in line; it is freed only when nobody waits.
      if (next) {
        this.onChange(this.waiters.length);
        next();
      } else {
        this.running -= 1;
      }
    }
  }
}
