import { portFromEnv } from './ports.ts';
import { StatusScreen } from './screen.ts';
import { onShutdown } from './shutdown.ts';
import { hideLogin, startStack, type Stack, type StackOptions, type Status } from './stack.ts';
import { UsageError } from './usage-error.ts';

/** `npm start`: the whole platform on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  await runStack();
}

export interface RunOptions {
  stack?: Partial<StackOptions>;
  onReady?: (stack: Stack) => void;
  /** Stay when a process was given up, because a change will bring it back. */
  patient?: boolean;
}

/** Shared with dev.ts. Prints the steps and the table, then stays until it is told to stop. */
export async function runStack({ stack: extra, onReady, patient = false }: RunOptions = {}): Promise<void> {
  const screen = new StatusScreen();
  const abort = new AbortController();
  let stack: Stack | undefined;
  let leaving = false;
  let starting: Promise<unknown> = Promise.resolve();

  const stop = async () => {
    leaving = true;
    screen.end();
    screen.line('\nStopping; press Ctrl-C again to force.');
    abort.abort();
    await starting.catch(() => undefined);
    await stack?.stop();
    screen.line('Stopped. The data stays; npm start brings it back.');
  };
  const force = async () => {
    await stack?.kill();
    screen.line('Killed.');
  };
  onShutdown(stop, force);

  const onStatus = (status: Status) => {
    if (leaving) return;
    screen.show(status);
    if (status.kind === 'failed' && stack && !patient) void stop().then(() => process.exit(1));
  };
  try {
    const ports = {
      api: portFromEnv('PORT', 3000),
      livekit: portFromEnv('LIVEKIT_PORT', 7880),
      sandbox: portFromEnv('SANDBOX_PORT', 3900),
      fcm: portFromEnv('SANDBOX_FCM_PORT', 3901),
      smtp: portFromEnv('SANDBOX_SMTP_PORT', 3904),
      apns: portFromEnv('SANDBOX_APNS_PORT', 3905),
      postgres: process.env.POSTGRES_PORT ? portFromEnv('POSTGRES_PORT', 0) : undefined,
    };
    const began = Date.now();
    const start = startStack({
      dataDir: process.env.DATA_DIR ?? '.data',
      ports,
      onStatus,
      signal: abort.signal,
      ...extra,
    });
    starting = start;
    stack = await start;
    if (leaving) return;
    screen.line(await table(stack, Date.now() - began));
    onReady?.(stack);
  } catch (error) {
    screen.end();
    if (leaving) return;
    screen.line(
      error instanceof UsageError ? `\n${error.message}` : `\n${error instanceof Error ? error.stack : String(error)}`,
    );
    process.exit(1);
  }
}

/** Where a role signs in; everybody else is staff of a licensee. */
const DOORS: Readonly<Record<string, string>> = { end_user: '/', advisor: '/pro/', operator: '/' };

async function table(stack: Stack, ms: number): Promise<string> {
  const { urls, seed } = stack;
  const home = seed.licensees[0] ? urls.licensee(seed.licensees[0].host) : urls.api[0];
  const places = [
    ...seed.licensees.map(({ name, host }) => [name, urls.licensee(host)]),
    ['API documentation', `${home}/docs`],
    ...(urls.stripe ? [['Stripe sandbox', urls.stripe]] : []),
    ...(urls.fcm ? [['FCM sandbox', urls.fcm]] : []),
    ...(urls.mail ? [['Caught mail', urls.mail]] : []),
    [stack.media.kind === 'livekit' ? 'LiveKit' : 'LiveKit, simulated', urls.livekit],
    ['Postgres', hideLogin(stack.databaseUrl)],
  ] as [string, string][];
  const logins = seed.logins.map(({ host, role, email, password }) => [
    role,
    email,
    password,
    `${urls.licensee(host)}${DOORS[role] ?? '/admin/'}`,
  ]);
  const parts = await readiness(urls.api[0]!);
  const media = stack.media.kind === 'simulated' ? ['', `${stack.media.origin}.`] : [];
  return [
    '',
    `Ready in ${(ms / 1000).toFixed(1)} s`,
    ...columns(places),
    ...(logins.length > 0 ? ['', 'Logins', ...columns(logins)] : []),
    ...(parts.length > 0 ? ['', 'Readiness', ...columns(parts)] : []),
    ...media,
    '',
    'Press Ctrl-C to stop. Logs are in the data directory under logs/.',
  ].join('\n');
}

/** The parts that /readyz names, whether it lists them at the top or under a heading. */
async function readiness(api: string): Promise<string[][]> {
  const response = await fetch(`${api}/readyz`);
  const flatten = (value: unknown, name: string): string[][] => {
    if (value === null || typeof value !== 'object') return [[name, String(value)]];
    const fields = value as Record<string, unknown>;
    if (name !== '' && typeof fields.status === 'string') return [[name, fields.status]];
    return Object.entries(fields).flatMap(([key, inner]) => flatten(inner, key));
  };
  return flatten(await response.json().catch(() => ({})), '');
}

function columns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('   ')}`.trimEnd());
}

if (import.meta.main) await main();
