import { spawn, type ChildProcess } from 'node:child_process';
import { ProcessLog } from './process-log.ts';
import { killGroup, signal, sleep } from './processes.ts';
import { startReaper, type Reaper } from './reaper.ts';
import { UsageError } from './usage-error.ts';

export interface ProcessSpec {
  /** Name of the process and of its log file. */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** false: a one-time exit is reported but not repaired. Default true. */
  restart?: boolean;
  /** Signals of an orderly stop, 200 ms apart; SIGKILL follows after `stopMs`. Default one SIGTERM, 10 s. */
  stopSignals?: NodeJS.Signals[];
  stopMs?: number;
}

export interface SupervisorOptions {
  logDir: string;
  /** One line per event, restarts above all. */
  onEvent: (line: string) => void;
  /** One line when a process is given up; `onEvent` when left out. */
  onGiveUp?: (line: string) => void;
  /** Shows every line of every process as well, with its name in front. */
  echo?: (line: string) => void;
  /** Gives up when a process crashes more often than this within `crashWindowMs`. Default 5 in 30 s. */
  maxCrashes?: number;
  crashWindowMs?: number;
}

type State = 'running' | 'waiting' | 'stopped' | 'failed';

/** Starts processes, starts them again when they die, ends them all. */
export class Supervisor {
  readonly processes: SupervisedProcess[] = [];
  readonly reaper: Reaper = startReaper();
  private readonly options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  start(spec: ProcessSpec): SupervisedProcess {
    const started = new SupervisedProcess(spec, this.options, this.reaper);
    this.processes.push(started);
    started.spawn();
    return started;
  }

  /** Ends the processes, the ones started last first, those of one group (api-1, api-2) together. */
  async stop(): Promise<void> {
    const groups = new Map<string, SupervisedProcess[]>();
    for (const one of this.processes) {
      const group = one.spec.name.replace(/-\d+$/, '');
      groups.set(group, [...(groups.get(group) ?? []), one]);
    }
    for (const group of [...groups.values()].reverse()) await Promise.all(group.map((one) => one.stop()));
  }

  /** Stops for good. */
  async close(): Promise<void> {
    await this.stop();
    this.reaper.close();
  }

  /** SIGKILL to everything, at once. */
  killAll(): void {
    for (const one of this.processes) one.abandon();
  }
}

export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly log: ProcessLog;
  state: State = 'stopped';
  /** How often it was started again after a crash or a kill. */
  restarts = 0;
  private child: ChildProcess | undefined;
  private exit: Promise<string> = Promise.resolve('never started');
  private timer: NodeJS.Timeout | undefined;
  private crashes: number[] = [];
  private crashCount = 0;
  /** Someone waits for its very first readiness, and hears of a crash by that. */
  private firstStart: 'unwatched' | 'awaited' | 'over' = 'unwatched';
  private expectedDeaths = 0;
  private readonly options: SupervisorOptions;
  private readonly reaper: Reaper;

  constructor(spec: ProcessSpec, options: SupervisorOptions, reaper: Reaper) {
    this.spec = spec;
    this.options = options;
    this.reaper = reaper;
    this.log = new ProcessLog(options.logDir, spec.name, options.echo);
  }

  get name(): string {
    return this.spec.name;
  }

  /** Undefined while it waits to be started again. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  spawn(): void {
    const { command, args, env, cwd } = this.spec;
    // Of its own session: a Ctrl-C must reach the supervisor alone, which then stops everything in the right order.
    const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.state = 'running';
    if (child.pid) this.reaper.add(child.pid, 'SIGKILL', command);
    this.log.mark(`${this.name} started, pid ${child.pid}`);
    this.log.follow(child);
    this.exit = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, by) => {
        // "close" comes when its last words are read; not at all when a grandchild keeps the pipe open.
        const how = by ? `killed by ${by}` : `exit code ${code}`;
        const timer = setTimeout(() => resolve(how), 500);
        child.once('close', () => (clearTimeout(timer), resolve(how)));
      });
    });
    void this.exit.then((how) => this.onExit(child, how));
  }

  private onExit(child: ChildProcess, how: string): void {
    if (child.pid) this.reaper.remove(child.pid);
    this.log.mark(`${this.name} ended: ${how}`);
    if (this.child !== child) return;
    this.child = undefined;
    if (this.state === 'stopped') return;
    const expected = this.expectedDeaths > 0;
    if (expected) this.expectedDeaths--;
    else this.crashes.push(Date.now());
    if (!expected) this.crashCount++;
    if (this.firstStart === 'awaited' && !expected) {
      this.state = 'failed';
      return;
    }
    const { maxCrashes = 5, crashWindowMs = 30_000, onEvent, onGiveUp = onEvent } = this.options;
    this.crashes = this.crashes.filter((at) => at > Date.now() - crashWindowMs);
    if (this.spec.restart === false || this.crashes.length > maxCrashes) {
      this.state = 'failed';
      const why = this.spec.restart === false ? how : `crashed ${this.crashes.length} times in a short time (${how})`;
      onGiveUp(`${this.name} ${why} and stays down. Its log: ${this.log.file}`);
      return;
    }
    const delay = expected ? 0 : Math.min(100 * 2 ** (this.crashes.length - 1), 5_000);
    this.restarts++;
    this.state = 'waiting';
    onEvent(
      `${this.name} ${how}; starting it again${delay >= 1000 ? ` in ${delay / 1000} s` : ''} (restart ${this.restarts})`,
    );
    this.timer = setTimeout(() => this.spawn(), delay);
  }

  /** SIGKILL from a test: it is started again at once and not counted as a crash. */
  async kill9(): Promise<void> {
    if (!this.child?.pid) return;
    this.expectedDeaths++;
    signal(this.child.pid, 'SIGKILL');
    await this.exit;
  }

  /** Orderly stop and start; also brings back a process that was given up. */
  async restart(): Promise<void> {
    await this.stop();
    this.crashes = [];
    this.spawn();
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    clearTimeout(this.timer);
    const pid = this.child?.pid;
    if (!pid) return;
    let gone = false;
    const exit = this.exit.then(() => (gone = true));
    const { stopSignals = ['SIGTERM'], stopMs = 10_000 } = this.spec;
    for (const [index, name] of stopSignals.entries()) {
      if (index > 0) await Promise.race([exit, sleep(200)]);
      if (!gone) signal(pid, name);
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([exit, new Promise<void>((done) => (timer = setTimeout(done, stopMs)))]);
    clearTimeout(timer);
    if (gone) return;
    this.options.onEvent(`${this.name} did not stop within ${stopMs / 1000} s; killed`);
    killGroup(pid);
    await exit;
  }

  /** SIGKILL, and nothing is started again. */
  abandon(): void {
    this.state = 'stopped';
    clearTimeout(this.timer);
    if (this.child?.pid) killGroup(this.child.pid);
  }

  /** Waits for the condition. @throws UsageError with the last words of the process when it dies or takes too long. */
  async ready(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const before = this.crashCount;
    if (this.firstStart === 'unwatched') this.firstStart = 'awaited';
    const end = Date.now() + timeoutMs;
    while (!(await condition())) {
      if (this.crashCount > before || this.state === 'stopped' || this.state === 'failed')
        throw this.failure('did not start');
      if (Date.now() > end) throw this.failure(`is not ready after ${timeoutMs / 1000} s`);
      await sleep(50);
    }
    this.firstStart = 'over';
  }

  private failure(what: string): UsageError {
    const words = this.log.lastWords();
    return new UsageError(`${this.name} ${what}${words ? `: ${words}` : ''}. Its log: ${this.log.file}`);
  }
}
