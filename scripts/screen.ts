import type { Status } from './stack.ts';

const seconds = (ms: number) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/** Shows the steps of a start, one line each, and a sign of life while one takes longer than a second. */
export class StatusScreen {
  private ticker: NodeJS.Timeout | undefined;
  private readonly isLive = process.stdout.isTTY;

  readonly show = (status: Status): void => {
    switch (status.kind) {
      case 'begin':
        this.tick(status.step, Date.now());
        break;
      case 'progress':
        this.line(`  ...  ${status.text}`);
        break;
      case 'done':
        this.end();
        this.line(`  ok   ${status.step.padEnd(16)} ${seconds(status.ms).padStart(7)}  ${status.text}`.trimEnd());
        break;
      default:
        this.line(`${status.kind === 'failed' ? '  !!!' : '  ---'}  ${status.text}`);
    }
  };

  line(text: string): void {
    process.stdout.write(`${this.isLive ? '\r\x1b[K' : ''}${text}\n`);
  }

  /** No more signs of life: the step is over, or has failed. */
  end(): void {
    clearTimeout(this.ticker);
  }

  private tick(step: string, began: number): void {
    const spent = Date.now() - began;
    const text = `  ...  ${step}, ${Math.round(spent / 1000)} s`;
    if (spent >= 1_000) process.stdout.write(this.isLive ? `\r\x1b[K${text}` : `${text}\n`);
    // A terminal counts in place; in a log file a line every second would be noise.
    this.ticker = setTimeout(() => this.tick(step, began), this.isLive || spent < 1_000 ? 1_000 : 5_000);
  }
}
