import type { SandboxOptions } from './sandbox.js';

const DEFAULT_KEY = 'sk_test_sandbox_local';

/** A configuration that cannot be used; the message lists everything that is wrong. */
export class BadConfiguration extends Error {}

/**
 * Reads the environment. The only file that does.
 * @throws BadConfiguration
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxOptions {
  const wrong: string[] = [];
  const text = (name: string) => env[name]?.trim() || undefined;
  const port = (name: string, fallback: number): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
    wrong.push(`${name} must be a port, 0 to 65535`);
    return fallback;
  };
  if (env['NODE_ENV'] === 'production') wrong.push('the sandbox does not run with NODE_ENV=production');
  for (const [name, value] of Object.entries(env)) {
    if (/^\s*(sk|rk)_live_/.test(value ?? '')) wrong.push(`${name} holds a live Stripe key`);
  }
  const secretKey = text('STRIPE_SECRET_KEY') ?? DEFAULT_KEY;
  if (!secretKey.startsWith('sk_test_sandbox_')) wrong.push('STRIPE_SECRET_KEY must start with sk_test_sandbox_');
  const secondKey = text('SANDBOX_STRIPE_SECOND_KEY');
  if (secondKey && !secondKey.startsWith('sk_test_sandbox_'))
    wrong.push('SANDBOX_STRIPE_SECOND_KEY must start with sk_test_sandbox_');
  if (secondKey === secretKey) wrong.push('SANDBOX_STRIPE_SECOND_KEY must differ from STRIPE_SECRET_KEY');
  const host = text('SANDBOX_HOST') ?? '127.0.0.1';
  if (host !== '127.0.0.1') wrong.push('SANDBOX_HOST must be 127.0.0.1');
  const destination = (name: string): { url: string | undefined; secrets: string[] } => {
    const url = text(`${name}_URL`);
    const secrets = (text(`${name}_SECRET`) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    if (url && secrets.length === 0) wrong.push(`${name}_URL needs ${name}_SECRET`);
    if (secrets.some((secret) => !secret.startsWith('whsec_'))) {
      wrong.push(`${name}_SECRET must be whsec_..., several separated by commas`);
    }
    return { url, secrets };
  };
  const platform = destination('SANDBOX_STRIPE_WEBHOOK');
  const connect = destination('SANDBOX_STRIPE_CONNECT_WEBHOOK');
  const thin = destination('SANDBOX_STRIPE_THIN_WEBHOOK');
  const wantsLiveKit = text('SANDBOX_LIVEKIT') === '1';
  const apiKey = text('LIVEKIT_API_KEY');
  const apiSecret = text('LIVEKIT_API_SECRET');
  if (wantsLiveKit && (!apiKey || !apiSecret)) {
    wrong.push('SANDBOX_LIVEKIT=1 needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET');
  }
  const options: SandboxOptions = {
    host,
    port: port('SANDBOX_PORT', 3900),
    fcmPort: port('SANDBOX_FCM_PORT', 3901),
    smtpPort: port('SANDBOX_SMTP_PORT', 3904),
    apnsPort: port('SANDBOX_APNS_PORT', 3905),
    dataDir: text('SANDBOX_DATA_DIR'),
    stripe: {
      secretKey,
      webhookUrl: platform.url,
      webhookSecrets: platform.secrets,
      connectWebhookUrl: connect.url,
      connectWebhookSecrets: connect.secrets,
      thinWebhookUrl: thin.url,
      thinWebhookSecrets: thin.secrets,
    },
    ...(secondKey && { secondStripe: { secretKey: secondKey } }),
    ...(wantsLiveKit && {
      livekit: {
        port: port('SANDBOX_LIVEKIT_PORT', 3902),
        apiKey: apiKey ?? '',
        apiSecret: apiSecret ?? '',
        webhookUrl: text('SANDBOX_LIVEKIT_WEBHOOK_URL'),
      },
    }),
  };
  if (wrong.length > 0) throw new BadConfiguration(wrong.join('; '));
  return options;
}
