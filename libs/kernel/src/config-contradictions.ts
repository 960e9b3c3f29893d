import type { Config } from './config-variables.js';

/** Combinations that are each valid alone and dangerous together. */
export function contradictions(config: Config): string[] {
  const found: string[] = [];
  const liveKey = /^(sk|rk)_live_/.test(config.STRIPE_SECRET_KEY);
  const realStripe = new URL(config.STRIPE_API_BASE).origin === 'https://api.stripe.com';
  if (liveKey && !realStripe)
    found.push('STRIPE_SECRET_KEY is a live key but STRIPE_API_BASE is not https://api.stripe.com');
  if (config.STRIPE_WEBHOOK_SECRETS.length === 0) found.push('STRIPE_WEBHOOK_SECRETS names no secret');
  if (config.FIREBASE_CREDENTIALS === '' && config.FCM_BASE_URL === '')
    found.push('FIREBASE_CREDENTIALS or FCM_BASE_URL must be given');
  if (config.APNS_KEY !== '' && [config.APNS_KEY_ID, config.APNS_TEAM_ID, config.APNS_BUNDLE_ID].includes(''))
    found.push('APNS_KEY needs APNS_KEY_ID, APNS_TEAM_ID and APNS_BUNDLE_ID');
  if (config.WEB_PUSH_KEY !== '' && config.WEB_PUSH_CONTACT === '') found.push('WEB_PUSH_KEY needs WEB_PUSH_CONTACT');
  for (const name of ['GOOGLE', 'MICROSOFT'] as const) {
    const [id, secret] = [config[`${name}_CALENDAR_CLIENT_ID`], config[`${name}_CALENDAR_CLIENT_SECRET`]];
    if ((id === '') !== (secret === ''))
      found.push(`${name}_CALENDAR_CLIENT_ID and ${name}_CALENDAR_CLIENT_SECRET belong together`);
    if (id !== '' && config.CALENDAR_CALLBACK_URL === '')
      found.push(`${name}_CALENDAR_CLIENT_ID needs CALENDAR_CALLBACK_URL`);
  }
  if (config.TEXTS_URL !== '') {
    const { TEXTS_ACCOUNT, TEXTS_KEY, TEXTS_SECRET, TEXTS_AUTH_TOKEN } = config;
    if ([TEXTS_ACCOUNT, TEXTS_KEY, TEXTS_SECRET, TEXTS_AUTH_TOKEN].includes(''))
      found.push('TEXTS_URL needs TEXTS_ACCOUNT, TEXTS_KEY, TEXTS_SECRET and TEXTS_AUTH_TOKEN');
    if (config.TEXTS_SENDER === '' && config.TEXTS_WHATSAPP_SENDER === '')
      found.push('TEXTS_URL needs TEXTS_SENDER or TEXTS_WHATSAPP_SENDER');
    const missing = ['code.en', 'incoming_call.en', 'missed_call.en'].filter(
      (name) => !config.TEXTS_WHATSAPP_TEMPLATES.has(name),
    );
    if (config.TEXTS_WHATSAPP_SENDER !== '' && missing.length > 0)
      found.push(`TEXTS_WHATSAPP_SENDER needs TEXTS_WHATSAPP_TEMPLATES with ${missing.join(', ')}`);
  }
  if (config.NODE_ENV === 'production') {
    if (config.TEXTS_URL !== '' && !config.TEXTS_URL.startsWith('https:'))
      found.push('TEXTS_URL must be https in production');
    if (config.WEB_PUSH_BASE_URL !== '') found.push('WEB_PUSH_BASE_URL leads to a sandbox in production');
    if (config.STRIPE_SECRET_KEY.startsWith('sk_test_sandbox_'))
      found.push('STRIPE_SECRET_KEY is the sandbox key in production');
    if (config.SMTP_URL === '') found.push('SMTP_URL must be given in production');
    if (config.WEBHOOKS_TO_LOOPBACK === 'allowed') found.push('WEBHOOKS_TO_LOOPBACK=allowed in production');
    if (config.CALENDAR_STAND_IN_URL !== '') found.push('CALENDAR_STAND_IN_URL is given in production');
    if (!config.VIES_URL.startsWith('https:')) found.push('VIES_URL leads to a sandbox in production');
    if (config.MEDIA === 'simulated') found.push('MEDIA=simulated in production');
    if (config.BCRYPT_COST < 12) found.push('BCRYPT_COST is below 12 in production');
    if (config.RATE_LIMIT_FACTOR !== 1) found.push('RATE_LIMIT_FACTOR must be 1 in production');
  }
  return found;
}
