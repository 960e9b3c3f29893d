import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LiveKitChoice } from './livekit.ts';
import { freePort, freeUdpPort, type PortNeed, requireDifferentPorts, requirePort, requireUdpPort } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { UsageError } from './usage-error.ts';

export const root = path.resolve(import.meta.dirname, '..');

export interface FixedPorts {
  /** First replica; the others take the ports after it. */
  api: number;
  sandbox: number;
  fcm: number;
  smtp: number;
  apns: number;
  /** HTTP and signalling; TCP media is the port after it, UDP media the one after that. */
  livekit: number;
  /** A free one when left out. */
  postgres?: number;
}

export interface Ports {
  api: number[];
  sandbox: number;
  fcm: number;
  smtp: number;
  apns: number;
  livekit: number;
  livekitTcp: number;
  livekitUdp: number;
  postgres?: number;
}

/** Which of the outer services are stood in for by the sandbox; a real one is used when the caller's environment names it. */
export interface StandIns {
  stripe: boolean;
  fcm: boolean;
  mail: boolean;
  livekit: boolean;
  calendars: boolean;
  vies: boolean;
  texts: boolean;
}

export function standIns(caller: NodeJS.ProcessEnv, livekit: LiveKitChoice): StandIns {
  const ownStripe =
    caller.STRIPE_API_BASE || (caller.STRIPE_SECRET_KEY && !caller.STRIPE_SECRET_KEY.startsWith('sk_test_sandbox_'));
  if (ownStripe && !(caller.STRIPE_SECRET_KEY && caller.STRIPE_WEBHOOK_SECRETS)) {
    const reason = caller.STRIPE_API_BASE ? 'STRIPE_API_BASE is set' : 'STRIPE_SECRET_KEY is a real key';
    throw new UsageError(
      `${reason}, so STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS (whsec_..., from the Stripe dashboard) must both be set.`,
    );
  }
  if (livekit.kind === 'url' && !(caller.LIVEKIT_API_KEY && caller.LIVEKIT_API_SECRET)) {
    throw new UsageError('LIVEKIT_URL is set, so LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set too.');
  }
  return {
    stripe: !ownStripe,
    fcm: !caller.FIREBASE_CREDENTIALS && !caller.FCM_BASE_URL,
    mail: !caller.SMTP_URL,
    livekit: livekit.kind === 'none',
    calendars: !caller.GOOGLE_CALENDAR_CLIENT_ID && !caller.MICROSOFT_CALENDAR_CLIENT_ID,
    vies: !caller.VIES_URL,
    texts: !caller.TEXTS_URL,
  };
}

export async function choosePorts(
  wanted: FixedPorts | 'free',
  replicas: number,
  needs: StandIns,
  livekit: LiveKitChoice,
): Promise<Ports> {
  if (wanted === 'free') {
    const api: number[] = [];
    for (let index = 0; index < replicas; index++) api.push(await freePort());
    const [sandbox, fcm, smtp, apns, livekitPort, livekitTcp] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    return { api, sandbox, fcm, smtp, apns, livekit: livekitPort, livekitTcp, livekitUdp: await freeUdpPort() };
  }
  const api = Array.from({ length: replicas }, (_, index) => wanted.api + index);
  const tcp: PortNeed[] = api.map((port) => ({ port, variable: 'PORT', who: 'API' }));
  const need = (port: number, variable: string, who: string) => void tcp.push({ port, variable, who });
  const hasSandbox = needs.stripe || needs.fcm || needs.mail || needs.livekit;
  if (hasSandbox) need(wanted.sandbox, 'SANDBOX_PORT', 'sandbox');
  if (needs.fcm) need(wanted.fcm, 'SANDBOX_FCM_PORT', 'sandbox FCM');
  if (needs.mail) need(wanted.smtp, 'SANDBOX_SMTP_PORT', 'sandbox mail');
  if (hasSandbox) need(wanted.apns, 'SANDBOX_APNS_PORT', 'sandbox APNs');
  if (livekit.kind !== 'url') need(wanted.livekit, 'LIVEKIT_PORT', 'LiveKit');
  if (livekit.kind === 'binary') need(wanted.livekit + 1, 'LIVEKIT_PORT', 'LiveKit media over TCP, LIVEKIT_PORT + 1');
  requireDifferentPorts(tcp);
  for (const { port, variable, who } of tcp) await requirePort(port, variable, who);
  if (livekit.kind === 'binary')
    await requireUdpPort(wanted.livekit + 2, 'LIVEKIT_PORT', 'LiveKit media over UDP, LIVEKIT_PORT + 2');
  const { sandbox, fcm, smtp, apns, livekit: first, postgres } = wanted;
  return { api, sandbox, fcm, smtp, apns, livekit: first, livekitTcp: first + 1, livekitUdp: first + 2, postgres };
}

/** What the sandbox prints when it is ready. */
export interface SandboxReady {
  ready: true;
  stripeUrl?: string;
  fcmUrl?: string;
  smtpUrl?: string;
  /** Certificate authority of fcmUrl; `fcm-ca.pem` in its data directory when left out. */
  fcmCaFile?: string;
  livekitUrl?: string;
}

export interface EnvironmentParts {
  caller: NodeJS.ProcessEnv;
  secrets: Secrets;
  ports: Ports;
  livekit: LiveKitChoice;
  needs: StandIns;
  sandboxDir: string;
}

/** Environment of the sandbox. */
export function sandboxEnvironment({ caller, secrets, ports, needs, sandboxDir }: EnvironmentParts): NodeJS.ProcessEnv {
  const api = `http://127.0.0.1:${ports.api[0]}`;
  return {
    ...caller,
    NODE_ENV: caller.NODE_ENV ?? 'development',
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_FCM_PORT: String(ports.fcm),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    SANDBOX_APNS_PORT: String(ports.apns),
    SANDBOX_DATA_DIR: sandboxDir,
    // Never the caller's: that one may be real.
    STRIPE_SECRET_KEY: needs.stripe ? caller.STRIPE_SECRET_KEY || secrets.STRIPE_SECRET_KEY : secrets.STRIPE_SECRET_KEY,
    SANDBOX_STRIPE_SECOND_KEY: caller.SANDBOX_STRIPE_SECOND_KEY || secrets.STRIPE_SECOND_KEY,
    SANDBOX_STRIPE_WEBHOOK_URL: `${api}/webhooks/stripe/default/platform`,
    SANDBOX_STRIPE_WEBHOOK_SECRET: secrets.STRIPE_WEBHOOK_SECRET,
    SANDBOX_STRIPE_CONNECT_WEBHOOK_URL: `${api}/webhooks/stripe/default/connect`,
    SANDBOX_STRIPE_CONNECT_WEBHOOK_SECRET: secrets.STRIPE_WEBHOOK_SECRET,
    SANDBOX_STRIPE_THIN_WEBHOOK_URL: `${api}/webhooks/stripe/default/thin`,
    SANDBOX_STRIPE_THIN_WEBHOOK_SECRET: secrets.STRIPE_WEBHOOK_SECRET,
    ...(needs.livekit
      ? {
          SANDBOX_LIVEKIT: '1',
          SANDBOX_LIVEKIT_PORT: String(ports.livekit),
          SANDBOX_LIVEKIT_WEBHOOK_URL: `${api}/webhooks/livekit`,
          LIVEKIT_API_KEY: caller.LIVEKIT_API_KEY ?? secrets.LIVEKIT_API_KEY,
          LIVEKIT_API_SECRET: caller.LIVEKIT_API_SECRET ?? secrets.LIVEKIT_API_SECRET,
        }
      : {}),
  };
}

/** Environment of API and worker. What the caller has set wins, but for the ports, which were checked before. */
export function platformEnvironment(
  parts: EnvironmentParts,
  roleUrls: Record<string, string>,
  sandbox: SandboxReady | undefined,
): NodeJS.ProcessEnv {
  const { caller, secrets, ports, livekit, needs, sandboxDir } = parts;
  const local = `http://127.0.0.1:${ports.livekit}`;
  const media = livekit.kind === 'url' ? livekit.url : needs.livekit ? (sandbox?.livekitUrl ?? local) : local;
  const {
    STRIPE_WEBHOOK_SECRET,
    STRIPE_SECRET_KEY,
    STRIPE_SECOND_KEY: _enteredByALicensee,
    ROLE_SECRET: _migrationsOnly,
    ...shared
  } = secrets;
  const defaults: NodeJS.ProcessEnv = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PUBLIC_URL_TEMPLATE: `http://{host}:${ports.api[0]}`,
    ...roleUrls,
    ...shared,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRETS: STRIPE_WEBHOOK_SECRET,
    ...(needs.stripe ? { STRIPE_API_BASE: sandbox?.stripeUrl ?? `http://127.0.0.1:${ports.sandbox}` } : {}),
    ...(needs.mail ? { SMTP_URL: sandbox?.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}` } : {}),
    // The push service is the browser's own and asks for no account; tests have none to ask.
    WEB_PUSH_CONTACT: 'mailto:push@edge.localhost',
    ...(caller.SANDBOX_WEB_PUSH
      ? {
          WEB_PUSH_BASE_URL: sandbox?.fcmUrl ?? `https://127.0.0.1:${ports.fcm}`,
          WEB_PUSH_CA_FILE: sandbox?.fcmCaFile ?? path.join(sandboxDir, 'fcm-ca.pem'),
        }
      : {}),
    LIVEKIT_URL: media.replace(/^http/, 'ws'),
    LIVEKIT_API_URL: media.replace(/^ws/, 'http'),
    ...(caller.NODE_ENV === 'production' ? {} : { WEBHOOKS_TO_LOOPBACK: 'allowed' }),
    CALENDAR_CALLBACK_URL: `http://localhost:${ports.api[0]}/calendars/callback`,
    ...(needs.calendars && sandbox?.stripeUrl !== undefined
      ? {
          CALENDAR_STAND_IN_URL: sandbox.stripeUrl,
          GOOGLE_CALENDAR_CLIENT_ID: 'google-sandbox',
          GOOGLE_CALENDAR_CLIENT_SECRET: 'sandbox',
          MICROSOFT_CALENDAR_CLIENT_ID: 'microsoft-sandbox',
          MICROSOFT_CALENDAR_CLIENT_SECRET: 'sandbox',
        }
      : {}),
    ...(needs.vies && sandbox?.stripeUrl !== undefined ? { VIES_URL: `${sandbox.stripeUrl}/vies` } : {}),
    ...(needs.texts && sandbox?.stripeUrl !== undefined
      ? {
          TEXTS_URL: sandbox.stripeUrl,
          TEXTS_ACCOUNT: 'AC00000000000000000000000000005a4d',
          TEXTS_KEY: 'SK00000000000000000000000000005a4d',
          TEXTS_SECRET: 'sandbox',
          TEXTS_AUTH_TOKEN: 'sandbox',
          TEXTS_SENDER: '+12025550100',
          TEXTS_WHATSAPP_SENDER: '+12025550100',
          TEXTS_WHATSAPP_TEMPLATES: ['code', 'incoming_call', 'missed_call']
            .map((kind, index) => `${kind}.en:HX${String(index + 1).padStart(32, '0')}`)
            .join(','),
        }
      : {}),
    MEDIA: needs.livekit ? 'simulated' : 'livekit',
    ...(needs.fcm
      ? {
          FCM_BASE_URL: sandbox?.fcmUrl ?? `https://127.0.0.1:${ports.fcm}`,
          FCM_CA_FILE: sandbox?.fcmCaFile ?? path.join(sandboxDir, 'fcm-ca.pem'),
        }
      : {}),
  };
  const set = Object.entries(caller).filter(([, value]) => value !== undefined && value !== '');
  const env = { ...defaults, ...Object.fromEntries(set), PORT: String(ports.api[0]) };
  // The admin login is for the migrations; a process that serves requests has no use for it.
  for (const name of ['DATABASE_URL', 'ROLE_SECRET']) delete (env as NodeJS.ProcessEnv)[name];
  return env;
}

/** Lets the platform's own parser judge the environment before anything is started. @throws UsageError in one line. */
export async function requireValidConfiguration(parts: EnvironmentParts): Promise<void> {
  const file = path.join(root, 'dist', 'libs', 'kernel', 'src', 'config.js');
  if (!fs.existsSync(file)) throw new UsageError('The server is not built. Run: node scripts/setup.mjs');
  const { loadConfig } = (await import(pathToFileURL(file).href)) as {
    loadConfig: (env: NodeJS.ProcessEnv) => unknown;
  };
  // Not known yet, and not the caller's to set.
  const later = Object.fromEntries(
    ['TENANT', 'RESOLVER', 'OPERATOR', 'JOBS'].map((role) => [`DATABASE_${role}_URL`, 'postgres://later']),
  );
  try {
    loadConfig(platformEnvironment(parts, later, undefined));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problems = error.message.split('\n').map((line) => line.trim());
    throw new UsageError(
      `${problems[0]} ${problems.slice(1).join('; ')}. Correct it in the environment or leave it out.`,
    );
  }
}
