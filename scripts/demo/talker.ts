import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { killGroup, signal } from '../processes.ts';
import type { Reaper } from '../reaper.ts';
import { Attendance } from './attendance.ts';
import type { Order, Report } from './participant.ts';
import type { Heard } from './tone.ts';

export type SideName = 'caller' | 'advisor';

export interface DataMessage {
  topic: string;
  data: unknown;
}

const script = fileURLToPath(new URL('./participant.ts', import.meta.url));

/** One side of the call: the process that stands for the person now, and the account of when the person was in the room. */
export class Talker {
  readonly attendance = new Attendance();
  /** What each process of this side has heard, in the order in which they were started. */
  readonly heard: Heard[] = [];
  readonly data: DataMessage[] = [];
  readonly name: SideName;
  private readonly order: Order;
  private readonly reaper: Reaper;
  private readonly say: (line: string) => void;
  private child: ChildProcess | undefined;
  private exit: Promise<unknown> = Promise.resolve();

  constructor(name: SideName, order: Order, reaper: Reaper, say: (line: string) => void) {
    this.name = name;
    this.order = order;
    this.reaper = reaper;
    this.say = say;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`the ${this.name}'s process does not run`);
    return this.child.pid;
  }

  start(): void {
    // A process group of its own, so that the reaper can end it even when we are gone and it is frozen.
    const child = fork(script, {
      execPath: process.execPath,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    const index = this.heard.push({ frames: 0, toneSeconds: 0, otherSeconds: 0, loudness: 0 }) - 1;
    if (child.pid !== undefined) this.reaper.add(child.pid, 'SIGKILL', script);
    let words = '';
    child.stderr?.on('data', (data: Buffer) => (words = `${words}${data.toString()}`.slice(-2_000)));
    child.on('message', (report) => this.hear(child, index, report as Report));
    this.exit = new Promise((resolve) => child.once('exit', resolve));
    child.once('exit', (code, by) => {
      if (child.pid !== undefined) this.reaper.remove(child.pid);
      if (this.child !== child) return;
      this.child = undefined;
      this.attendance.leave(Date.now());
      if (code !== 0) this.say(`the ${this.name}'s process ended: ${by ?? code} ${words}`);
    });
    child.send(this.order);
  }

  /** SIGSTOP: like a phone in a tunnel, with nobody to say goodbye. */
  freeze(): void {
    signal(this.pid, 'SIGSTOP');
    this.attendance.leave(Date.now());
  }

  /**
   * SIGCONT. It counts as present again from its next report of a connection: the media server dropped it meanwhile, which
   * it learns only after it has woken up.
   */
  thaw(): void {
    signal(this.pid, 'SIGCONT');
  }

  /** SIGKILL. */
  kill(): void {
    const { pid } = this;
    this.child = undefined;
    signal(pid, 'SIGKILL');
    this.attendance.leave(Date.now());
  }

  /** False when it still runs after that time. */
  async gone(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
    const result = await Promise.race([this.exit.then(() => true), late]);
    clearTimeout(timer);
    return result;
  }

  /** Ends whatever still runs, frozen or not. */
  end(): void {
    if (this.child?.pid !== undefined) killGroup(this.child.pid);
    this.child = undefined;
  }

  private hear(child: ChildProcess, index: number, report: Report): void {
    if (report.type === 'heard') this.heard[index] = report.heard;
    // What a killed process still had in the pipe is no news of the living.
    if (this.child !== child) return;
    if (report.type === 'connected') {
      this.attendance.enter(report.at);
      this.say(`the ${this.name} is in the room`);
    } else if (report.type === 'disconnected') {
      this.attendance.leave(report.at);
      this.say(`the ${this.name} is out of the room (${report.reason})`);
    } else if (report.type === 'data') this.data.push({ topic: report.topic, data: report.data });
    else if (report.type === 'trouble') this.say(`the ${this.name}: ${report.text}`);
  }
}
