import type { StackDatabase } from './stack-database.ts';
import type { FixedPorts, Ports } from './stack-environment.ts';
import type { SupervisedProcess, SupervisorOptions } from './supervisor.ts';

/** The built programs, in the order in which they run; relative to the root of the repository. */
export const PROGRAMS = {
  migrate: 'dist/migrations/main.js',
  sandbox: 'dist/apps/sandbox/src/main.js',
  seed: 'dist/apps/api/src/seed.js',
  api: 'dist/apps/api/src/main.js',
  worker: 'dist/apps/worker/src/main.js',
};

/** What startStack tells while it works: begin and done of each step, progress within one, events afterwards (restarts). */
export type Status =
  | { kind: 'begin'; step: string }
  | { kind: 'progress'; step: string; text: string }
  | { kind: 'done'; step: string; text: string; ms: number }
  | { kind: 'event'; text: string }
  /** A process was given up. */
  | { kind: 'failed'; text: string };

export interface StackOptions {
  /** Everything that lasts: database, secrets, sandbox, logs. */
  dataDir: string;
  ports: FixedPorts | 'free';
  apiReplicas?: number;
  onStatus: (status: Status) => void;
  /** Added to, and stronger than, the environment of this process. MEDIA=simulated asks for the simulator. */
  env?: NodeJS.ProcessEnv;
  /** Settings of the embedded Postgres, for tests. */
  postgres?: { settings?: Record<string, string>; fast?: boolean };
  /** Default true. */
  seed?: boolean;
  /** Restart policy and echo of the output; see Supervisor. */
  supervisor?: Partial<Omit<SupervisorOptions, 'logDir' | 'onEvent' | 'onGiveUp'>>;
  /** Other programs than the built ones; for tests of this file. */
  programs?: Partial<typeof PROGRAMS>;
  /** Ends a start that is under way, and what it has started. */
  signal?: AbortSignal;
}

export interface Seed {
  licensees: { host: string; name: string }[];
  logins: { host: string; role: string; email: string; password: string }[];
}

export interface Stack {
  ports: Ports;
  media: { kind: 'livekit' | 'simulated'; origin: string };
  /** Environment of API and worker. */
  env: NodeJS.ProcessEnv;
  urls: {
    api: string[];
    licensee(host: string): string;
    stripe?: string;
    fcm?: string;
    mail?: string;
    livekit: string;
  };
  /** Admin login, with password. */
  databaseUrl: string;
  /** Undefined when DATABASE_URL was given. */
  database: StackDatabase | undefined;
  /** Where API, worker, sandbox and LiveKit can be killed and restarted one by one. */
  processes: {
    api: SupervisedProcess[];
    worker: SupervisedProcess;
    sandbox?: SupervisedProcess;
    livekit?: SupervisedProcess;
  };
  seed: Seed;
  /** Waits until every API answers /readyz and the worker is ready, e.g. after kills. */
  ready(timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL to everything but the database, which is stopped with `immediate`. */
  kill(): Promise<void>;
}
