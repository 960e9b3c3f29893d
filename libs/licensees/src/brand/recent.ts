interface Entry<V> {
  readonly value: Promise<V>;
  readonly expiresAtMs: number;
}

/** Answers of this process, kept for a while and in bounded number. Parallel questions share one answer; a failure is not an answer. */
export class Recent<V> {
  private readonly entries = new Map<string, Entry<V>>();

  constructor(
    private readonly max: number,
    private readonly keepMs = Number.POSITIVE_INFINITY,
  ) {}

  get(key: string, make: () => Promise<V>): Promise<V> {
    const nowMs = performance.now(); // monotonic: a clock that jumps must not keep an answer for ever
    const known = this.entries.get(key);
    if (known && known.expiresAtMs > nowMs) return known.value;
    const value = make();
    const entry = { value, expiresAtMs: nowMs + this.keepMs };
    this.entries.delete(key); // re-inserted at the end: the map stays in order of age
    this.entries.set(key, entry);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.max) break;
      this.entries.delete(oldest);
    }
    value.catch(() => this.entries.get(key) === entry && this.entries.delete(key));
    return value;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  get size(): number {
    return this.entries.size;
  }
}
