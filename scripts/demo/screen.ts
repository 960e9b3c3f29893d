/** Amount in minor units for people; every currency of the seed has two decimals. */
export function money(minor: number | null | undefined, currency: string): string {
  if (minor === null || minor === undefined) return '-';
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}

/** A difference that makes going on pointless. */
export class Difference extends Error {
  override name = 'Difference';
}

/** What the demo prints, and what it found to be wrong. */
export class Screen {
  readonly differences: string[] = [];
  checks = 0;
  /** While it stops, what the processes still say is no news. */
  isMuted = false;
  private steps = 0;
  private readonly began = Date.now();

  step(title: string): void {
    this.steps++;
    this.line(`\n${this.steps}. ${title}`);
  }

  line(text: string): void {
    if (!this.isMuted) process.stdout.write(`${text}\n`);
  }

  /** Something that happened, with the time since the start of the demo. */
  event(text: string): void {
    this.line(`   ${this.clock()}  ${text}`);
  }

  note(text: string): void {
    this.line(`   ${text}`);
  }

  /** One comparison; a wrong one is remembered and ends in exit code 1. */
  check(isRight: boolean, what: string): boolean {
    this.checks++;
    this.line(`   ${isRight ? 'ok  ' : 'DIFF'}  ${what}`);
    if (!isRight) this.differences.push(what);
    return isRight;
  }

  /** A comparison without which the rest makes no sense. @throws Difference */
  require(isRight: boolean, what: string): void {
    if (!this.check(isRight, what)) throw new Difference(what);
  }

  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows) {
      // The first column holds words, the others figures.
      const cells = row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      );
      this.note(`  ${cells.join('   ')}`.trimEnd());
    }
  }

  private clock(): string {
    const seconds = Math.floor((Date.now() - this.began) / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
