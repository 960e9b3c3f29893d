/** Counts open streams: so many from one address, so many in all. */
export class StreamSlots {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly perAddress: number,
    private readonly inAll: number,
  ) {}

  get isFull(): boolean {
    return this.total >= this.inAll;
  }

  isFullFor(address: string): boolean {
    return (this.byAddress.get(address) ?? 0) >= this.perAddress;
  }

  /** Takes a slot. @returns gives it back */
  take(address: string): () => void {
    this.total++;
    this.byAddress.set(address, (this.byAddress.get(address) ?? 0) + 1);
    return () => {
      this.total--;
      const left = this.byAddress.get(address)! - 1;
      if (left === 0) this.byAddress.delete(address);
      else this.byAddress.set(address, left);
    };
  }
}
