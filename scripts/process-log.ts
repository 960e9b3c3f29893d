import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAX_BYTES = 20_000_000;
const KEPT_LINES = 200;

/** Output of one supervised process: a file over all its lives, and the last lines in memory. */
export class ProcessLog {
  readonly file: string;
  /** Last lines of the present life, both streams. */
  lines: string[] = [];
  private readonly name: string;
  private readonly echo: ((line: string) => void) | undefined;
  private handle: number | undefined;

  constructor(dir: string, name: string, echo?: (line: string) => void) {
    fs.mkdirSync(dir, { recursive: true });
    this.name = name;
    this.file = path.join(dir, `${name}.log`);
    this.echo = echo;
    if (fs.existsSync(this.file) && fs.statSync(this.file).size > MAX_BYTES) fs.renameSync(this.file, `${this.file}.1`);
  }

  /** A line of ours between those of the process. */
  mark(text: string): void {
    this.write(`--- ${new Date().toISOString()} ${text}`);
  }

  /** `keepResult: false`: what the process hands over as JSON (logins, addresses with passwords) stays out of the file. */
  follow(child: ChildProcess, { keepResult = true } = {}): void {
    this.lines = [];
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('error', () => undefined);
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
        if (keepResult || !line.startsWith('{')) this.write(line);
        this.echo?.(`${this.name.padEnd(8)}| ${line}`);
      });
    }
  }

  /** First JSON object that the process printed and that has the property. */
  json<T extends object>(property: keyof T & string): T | undefined {
    for (const line of this.lines) {
      if (!line.startsWith('{')) continue;
      try {
        const value = JSON.parse(line) as T;
        if (property in value) return value;
      } catch {
        // A line that only looks like JSON.
      }
    }
    return undefined;
  }

  /** What a process said before it died, as one line and without stack frames. */
  lastWords(): string {
    const plain = this.lines
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^(at |node:|Node\.js v|\^+$|[{}\]]|throw )/.test(line));
    const start = plain.findLastIndex((line) => /(Error|Invalid\w*)\b.*:/.test(line));
    const words = start >= 0 ? plain.slice(start, start + 6) : plain.slice(-1);
    return words.join(' ').replace(/\.$/, '').slice(0, 600);
  }

  close(): void {
    if (this.handle !== undefined) fs.closeSync(this.handle);
    this.handle = undefined;
  }

  private write(line: string): void {
    this.handle ??= fs.openSync(this.file, 'a', 0o600);
    fs.writeSync(this.handle, `${line}\n`);
  }
}
