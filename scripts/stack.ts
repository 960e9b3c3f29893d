import path from 'node:path';
import { lockDataDir } from './data-dir.ts';
import { answers, describeMedia, plannedMedia, resolveLiveKit, startLiveKit, type LiveKitChoice } from './livekit.ts';
import { runOnce } from './run-once.ts';
import { loadSecrets } from './secrets.ts';
import { requireDatabase, StackDatabase } from './stack-database.ts';
import * as environment from './stack-environment.ts';
import type { Ports, SandboxReady } from './stack-environment.ts';
import { PROGRAMS, type Seed, type Stack, type StackOptions } from './stack-contract.ts';
import { Supervisor, type ProcessSpec, type SupervisedProcess } from './supervisor.ts';

export type { Seed, Stack, StackOptions, Status } from './stack-contract.ts';

/** Brings the whole platform up. When a step fails, everything that was started is stopped before this rejects. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const start = new StackStart(options);
  const abort = () => void start.interrupt();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    return await start.serve(await start.prepare());
  } catch (error) {
    await start.stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

/** Makes the data of a stack, with its seed, and stops before anything serves it: copies of the directory start in a moment. */
export async function plantStack(options: StackOptions): Promise<void> {
  const start = new StackStart(options);
  try {
    await start.prepare();
  } finally {
    await start.stop();
  }
}

/** A stack whose data are there, and what its programs are to be started with. */
interface Prepared {
  readonly ports: Ports;
  readonly needs: environment.StandIns;
  readonly livekit: LiveKitChoice;
  readonly databaseUrl: string;
  readonly sandbox: { process: SupervisedProcess; ready: SandboxReady } | undefined;
  readonly media: SupervisedProcess | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly seed: Seed;
}

class StackStart {
  private readonly options: StackOptions;
  private readonly programs: typeof PROGRAMS;
  private readonly dataDir: string;
  private readonly logDir: string;
  private readonly supervisor: Supervisor;
  private database: StackDatabase | undefined;
  private unlock: (() => void) | undefined;
  private stopped: Promise<void> | undefined;

  constructor(options: StackOptions) {
    this.options = options;
    this.programs = { ...PROGRAMS, ...options.programs };
    this.dataDir = path.resolve(options.dataDir);
    this.logDir = path.join(this.dataDir, 'logs');
    this.supervisor = new Supervisor({
      ...options.supervisor,
      logDir: this.logDir,
      onEvent: this.event,
      onGiveUp: this.giveUp,
    });
  }

  async prepare(): Promise<Prepared> {
    const { options } = this;
    const caller = { ...process.env, ...options.env };
    this.unlock = await lockDataDir(this.dataDir, this.supervisor.reaper.pid);
    const secrets = loadSecrets(this.dataDir);
    // All that can be wrong with the environment is told before the media server is built, which takes minutes.
    const planned = plannedMedia(caller);
    const plannedNeeds = environment.standIns(caller, planned);
    const ports = await environment.choosePorts(options.ports, options.apiReplicas ?? 1, plannedNeeds, planned);
    const draft = {
      caller,
      secrets,
      ports,
      livekit: planned,
      needs: plannedNeeds,
      sandboxDir: path.join(this.dataDir, 'sandbox'),
    };
    await environment.requireValidConfiguration(draft);
    if (caller.DATABASE_URL) await requireDatabase(caller.DATABASE_URL);

    const livekit = await this.step('media server', () => this.chooseMedia(planned, caller), describeMedia);
    const needs = environment.standIns(caller, livekit);
    const parts = { ...draft, livekit, needs };
    const databaseUrl = await this.step('database', () => this.startDatabase(caller.DATABASE_URL, ports), hideLogin);
    const migrationEnv = {
      ...caller,
      DATABASE_URL: databaseUrl,
      ROLE_SECRET: caller.ROLE_SECRET ?? secrets.ROLE_SECRET,
    };
    const roleUrls = await this.step('migrations', async () => {
      const log = await this.runOnce('migrate', this.programs.migrate, migrationEnv);
      const urls = log.json<Record<string, string>>('DATABASE_TENANT_URL');
      if (!urls) throw new Error(`${this.programs.migrate} printed no role addresses, see ${log.file}`);
      return urls;
    });
    const sandbox =
      needs.stripe || needs.fcm || needs.mail || needs.livekit
        ? await this.step('sandbox', () => this.startSandbox(parts))
        : undefined;
    const env = environment.platformEnvironment(parts, roleUrls, sandbox?.ready);
    const media =
      livekit.kind === 'binary'
        ? await this.step('LiveKit', () => this.startMedia(livekit.path, parts, env))
        : undefined;
    const seed =
      options.seed === false ? { licensees: [], logins: [] } : await this.step('seed', () => this.plant(env));
    return { ports, needs, livekit, databaseUrl, sandbox, media, env, seed };
  }

  async serve({ ports, needs, livekit, databaseUrl, sandbox, media, env, seed }: Prepared): Promise<Stack> {
    const api = ports.api.map((port, index) => {
      const name = ports.api.length > 1 ? `api-${index + 1}` : 'api';
      return this.supervisor.start(this.node(name, this.programs.api, { ...env, PORT: String(port) }));
    });
    const worker = this.supervisor.start(this.node('worker', this.programs.worker, env));
    const ready = async (timeoutMs = 60_000) => {
      await Promise.all(
        api.map((one) => one.ready(() => answers(`http://127.0.0.1:${one.spec.env.PORT}/readyz`), timeoutMs)),
      );
      await worker.ready(
        () => worker.state === 'running' && worker.log.lines.some((line) => line.includes('worker ready')),
        timeoutMs,
      );
    };
    await this.step(api.length > 1 ? `API (${api.length} replicas) and worker` : 'API and worker', ready);
    const { database, stop, kill } = this;
    return {
      ports,
      env,
      databaseUrl,
      database,
      seed,
      ready,
      stop,
      kill,
      media: { kind: needs.livekit ? 'simulated' : 'livekit', origin: describeMedia(livekit) },
      urls: {
        api: ports.api.map((port) => `http://127.0.0.1:${port}`),
        licensee: (host) => (env.PUBLIC_URL_TEMPLATE ?? '').replace('{host}', host),
        stripe: sandbox?.ready.stripeUrl,
        fcm: sandbox?.ready.fcmUrl,
        mail: sandbox && needs.mail ? `${sandbox.ready.stripeUrl}/mail` : undefined,
        livekit: env.LIVEKIT_URL ?? '',
      },
      processes: { api, worker, sandbox: sandbox?.process, livekit: media },
    };
  }

  /** Ends the processes, so that the step at hand fails; the database may still be starting and is stopped after it. */
  interrupt(): Promise<void> {
    return this.supervisor.stop();
  }

  readonly stop = (): Promise<void> => {
    this.stopped ??= this.end(() => this.supervisor.stop(), 'fast');
    return this.stopped;
  };

  readonly kill = (): Promise<void> => this.end(async () => this.supervisor.killAll(), 'immediate');

  private async end(processes: () => Promise<void>, mode: 'fast' | 'immediate'): Promise<void> {
    await processes();
    await this.database?.stop(mode);
    this.supervisor.reaper.close();
    this.unlock?.();
  }

  private readonly event = (text: string) => this.options.onStatus({ kind: 'event', text });

  private readonly giveUp = (text: string) => this.options.onStatus({ kind: 'failed', text });

  private async step<T>(step: string, work: () => Promise<T>, describe: (result: T) => string = () => ''): Promise<T> {
    // An aborted start ends with the step at hand.
    this.options.signal?.throwIfAborted();
    const began = performance.now();
    this.options.onStatus({ kind: 'begin', step });
    const result = await work();
    this.options.signal?.throwIfAborted();
    this.options.onStatus({ kind: 'done', step, text: describe(result), ms: performance.now() - began });
    return result;
  }

  private async chooseMedia(planned: LiveKitChoice, env: NodeJS.ProcessEnv): Promise<LiveKitChoice> {
    if (planned.kind !== 'binary') return planned;
    const onProgress = (text: string) => this.options.onStatus({ kind: 'progress', step: 'media server', text });
    return resolveLiveKit({ env, onProgress, signal: this.options.signal });
  }

  private async startDatabase(given: string | undefined, ports: Ports): Promise<string> {
    if (given) return given;
    const settings = {
      dir: path.join(this.dataDir, 'postgres'),
      port: ports.postgres,
      database: 'platform',
      ...this.options.postgres,
    };
    this.database = await StackDatabase.start(settings, this.supervisor.reaper, this.event);
    return this.database.url;
  }

  private async startSandbox(
    parts: environment.EnvironmentParts,
  ): Promise<{ process: SupervisedProcess; ready: SandboxReady }> {
    const started = this.supervisor.start(
      this.node('sandbox', this.programs.sandbox, environment.sandboxEnvironment(parts)),
    );
    const said = () => started.log.json<SandboxReady>('stripeUrl') ?? started.log.json<SandboxReady>('ready');
    await started.ready(() => said() !== undefined);
    return { process: started, ready: said()! };
  }

  private startMedia(
    binary: string,
    { ports }: environment.EnvironmentParts,
    env: NodeJS.ProcessEnv,
  ): Promise<SupervisedProcess> {
    const { livekit: port, livekitTcp: tcpPort, livekitUdp: udpPort } = ports;
    const webhookUrl = `http://127.0.0.1:${ports.api[0]}/webhooks/livekit`;
    return startLiveKit(this.supervisor, {
      binary,
      port,
      tcpPort,
      udpPort,
      webhookUrl,
      apiKey: env.LIVEKIT_API_KEY!,
      apiSecret: env.LIVEKIT_API_SECRET!,
    });
  }

  private async plant(env: NodeJS.ProcessEnv): Promise<Seed> {
    const log = await this.runOnce('seed', this.programs.seed, env);
    const seed = log.json<Seed>('licensees');
    if (!seed) throw new Error(`${this.programs.seed} printed no licensees, see ${log.file}`);
    return seed;
  }

  private node(name: string, script: string, env: NodeJS.ProcessEnv): ProcessSpec {
    return { name, command: process.execPath, args: ['--enable-source-maps', script], env, cwd: environment.root };
  }

  private runOnce(name: string, script: string, env: NodeJS.ProcessEnv) {
    const { logDir, supervisor, options } = this;
    return runOnce({
      name,
      args: ['--enable-source-maps', script],
      env,
      cwd: environment.root,
      logDir,
      reaper: supervisor.reaper,
      signal: options.signal,
    });
  }
}

/** Address of a database without user and password. */
export function hideLogin(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
