import {
  addresses,
  contentIds,
  headerName,
  integer,
  keyring,
  list,
  mailAddress,
  nameServers,
  oneOf,
  optionalUrl,
  pem,
  prefixes,
  secret,
  sender,
  text,
  url,
} from './config-values.js';

/**
 * One environment variable: how it is parsed, described and whether it must never be shown.
 * `docs/configuration.md` is generated from these (npm run generate).
 */
export interface Variable<T> {
  readonly description: string;
  readonly secret?: boolean;
  readonly fallback?: string;
  readonly parse: (raw: string) => T;
}

export const VARIABLES = {
  NODE_ENV: {
    description: 'Kind of installation',
    fallback: 'development',
    parse: oneOf('development', 'test', 'production'),
  },
  LOG_LEVEL: {
    description: 'Least level that is logged',
    fallback: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  HOST: { description: 'Address the API listens on', fallback: '127.0.0.1', parse: text },
  PORT: { description: 'Port the API listens on', fallback: '3000', parse: integer(0, 65535) },
  TRUSTED_PROXIES: {
    description: 'Addresses whose X-Forwarded-* headers are believed, comma separated',
    fallback: '',
    parse: list,
  },
  GEO_COUNTRY_HEADER: {
    description:
      'Header in which a proxy of TRUSTED_PROXIES tells the country of the visitor (ISO 3166-1), which it must set itself on every request; empty: not known',
    fallback: '',
    parse: headerName,
  },
  PUBLIC_URL_TEMPLATE: {
    description: 'How a licensee host becomes a URL; {host} is replaced',
    fallback: 'https://{host}',
    parse: text,
  },
  PLATFORM_TARGET_HOST: {
    description: 'Where the CNAME record of a licensee host must lead; hosts below it belong to the platform',
    fallback: 'edge.localhost',
    parse: text,
  },
  PLATFORM_TARGET_ADDRESSES: {
    description: 'Addresses of the platform, which the A records of an apex domain must hold, comma separated',
    fallback: '127.0.0.1',
    parse: addresses,
  },
  CERTIFICATE_ISSUER: {
    description: 'CAA name of the authority that issues the certificates of licensee hosts',
    fallback: 'letsencrypt.org',
    parse: text,
  },
  DNS_SERVERS: {
    description: 'Name servers that check licensee domains, comma separated; empty for those of the machine',
    fallback: '',
    parse: nameServers,
  },
  DATABASE_TENANT_URL: {
    description: 'Postgres as role app_tenant (row-level security applies)',
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  },
  DATABASE_RESOLVER_URL: {
    description: 'Postgres as role app_resolver (look-ups across tenants, ids only)',
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  },
  DATABASE_OPERATOR_URL: {
    description: 'Postgres as role app_operator (operator reads)',
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  },
  DATABASE_JOBS_URL: {
    description: 'Postgres as role app_jobs (job queue); used by the worker',
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  },
  DATABASE_POOL_SIZE: {
    description: 'Connections of the tenant pool per process',
    fallback: '10',
    parse: integer(1, 200),
  },
  AUTH_PRIVATE_KEY: {
    description: 'EC P-256 private key (PKCS8 PEM) that signs access tokens',
    secret: true,
    parse: pem,
  },
  AUTH_RETIRED_PUBLIC_KEYS: {
    description: 'Earlier public keys (PEM, concatenated) that still verify tokens',
    fallback: '',
    parse: text,
  },
  REFRESH_SECRET: {
    description: 'Key of the MAC in refresh tokens and in the links that stop mails',
    secret: true,
    parse: secret(32),
  },
  SECRET_BOX_KEYS: {
    description:
      'Keys that seal stored secrets, as id:key (32 bytes in base64url), comma separated; the first seals, all open',
    secret: true,
    parse: keyring,
  },
  RECEIPT_PRIVATE_KEY: { description: 'Ed25519 private key (PKCS8 PEM) that signs receipts', secret: true, parse: pem },
  STRIPE_SECRET_KEY: { description: 'Stripe secret key, or the sandbox key', secret: true, parse: secret(12) },
  STRIPE_API_BASE: {
    description: 'Base URL of the Stripe API',
    fallback: 'https://api.stripe.com',
    parse: url('http:', 'https:'),
  },
  STRIPE_TIMEOUT_MS: {
    description: 'How long one request to Stripe waits for its answer; after that nobody knows whether it was done',
    fallback: '15000',
    parse: integer(100, 60_000),
  },
  STRIPE_WEBHOOK_SECRETS: {
    description: 'Active signing secrets of the webhook endpoints (platform, connect, thin), comma separated',
    secret: true,
    parse: list,
  },
  WEBHOOKS_TO_LOOPBACK: {
    description: 'allowed = webhooks of licensees may go to this machine over HTTP; for development and tests',
    fallback: 'refused',
    parse: oneOf('refused', 'allowed'),
  },
  LIVEKIT_URL: { description: 'LiveKit address given to clients', parse: url('ws:', 'wss:') },
  LIVEKIT_API_URL: { description: 'LiveKit address for our own calls', parse: url('http:', 'https:') },
  LIVEKIT_API_KEY: { description: 'LiveKit API key', parse: text },
  LIVEKIT_API_SECRET: { description: 'LiveKit API secret', secret: true, parse: secret(32) },
  LIVEKIT_PREVIOUS_API_SECRET: {
    description: 'LiveKit API secret before the last rotation; webhooks signed with it still verify',
    secret: true,
    fallback: '',
    parse: text,
  },
  MEDIA: {
    description: 'livekit for a real media server, simulated for the sandbox',
    fallback: 'livekit',
    parse: oneOf('livekit', 'simulated'),
  },
  FIREBASE_CREDENTIALS: {
    description: 'Service account JSON of the Firebase project; empty for the sandbox',
    secret: true,
    fallback: '',
    parse: text,
  },
  FCM_BASE_URL: { description: 'FCM endpoint of the sandbox when no credentials are given', fallback: '', parse: text },
  FCM_CA_FILE: { description: 'Certificate authority of the sandbox FCM endpoint', fallback: '', parse: text },
  APNS_KEY: {
    description: "Apple's key for pushes (.p8, PEM) that rings sleeping iPhones; empty: they are not rung",
    secret: true,
    fallback: '',
    parse: (raw: string) => (raw === '' ? '' : pem(raw)),
  },
  APNS_KEY_ID: { description: 'Id of the key at Apple', fallback: '', parse: text },
  APNS_TEAM_ID: { description: 'Team of the key at Apple', fallback: '', parse: text },
  APNS_BUNDLE_ID: { description: 'Bundle id of the iOS app', fallback: '', parse: text },
  APNS_BASE_URL: {
    description: "Apple's push service, or the sandbox",
    fallback: 'https://api.push.apple.com',
    parse: url('https:'),
  },
  APNS_CA_FILE: { description: 'Certificate authority of the sandbox APNs endpoint', fallback: '', parse: text },
  WEB_PUSH_KEY: {
    description: 'EC P-256 private key (PKCS8 PEM) that signs pushes to browsers (VAPID); empty: browsers are not rung',
    secret: true,
    fallback: '',
    parse: (raw: string) => (raw === '' ? '' : pem(raw)),
  },
  WEB_PUSH_CONTACT: {
    description: 'Where push services of browsers complain: mailto: or https:',
    fallback: '',
    parse: optionalUrl('mailto:', 'https:'),
  },
  WEB_PUSH_BASE_URL: {
    description: "Push service of the sandbox, which then gets every browser's pushes; empty for the browsers' own",
    fallback: '',
    parse: optionalUrl('https:'),
  },
  WEB_PUSH_CA_FILE: {
    description: 'Certificate authority of the sandbox push service',
    fallback: '',
    parse: text,
  },
  GOOGLE_CALENDAR_CLIENT_ID: {
    description: "OAuth client at Google for advisors' calendars; empty: Google is not offered",
    fallback: '',
    parse: text,
  },
  GOOGLE_CALENDAR_CLIENT_SECRET: { description: 'Its secret', secret: true, fallback: '', parse: text },
  MICROSOFT_CALENDAR_CLIENT_ID: {
    description: "App registration at Microsoft for advisors' calendars; empty: Microsoft is not offered",
    fallback: '',
    parse: text,
  },
  MICROSOFT_CALENDAR_CLIENT_SECRET: { description: 'Its secret', secret: true, fallback: '', parse: text },
  CALENDAR_CALLBACK_URL: {
    description:
      'Where Google and Microsoft send advisors back to: /calendars/callback on a host of the platform, as registered with both',
    fallback: '',
    parse: optionalUrl('http:', 'https:'),
  },
  CALENDAR_STAND_IN_URL: {
    description: 'Sandbox that stands for Google and Microsoft; empty: the real ones',
    fallback: '',
    parse: optionalUrl('http:'),
  },
  VIES_URL: {
    description: "The EU's register of VAT numbers (its REST service), or the sandbox",
    fallback: 'https://ec.europa.eu/taxation_customs/vies/rest-api',
    parse: url('http:', 'https:'),
  },
  SMTP_URL: {
    description:
      'Mail server: smtp://user:password@host:port, or smtps://; empty: mails wait, and are given up after half a day',
    secret: true,
    fallback: '',
    parse: optionalUrl('smtp:', 'smtps:'),
  },
  MAIL_FROM: {
    description: 'Address that mails leave from where a licensee has no sender domain of its own',
    fallback: 'no-reply@edge.localhost',
    parse: mailAddress,
  },
  MAIL_SPF_INCLUDE: {
    description: 'Host whose SPF record names the mail servers; licensees include it for their own sender domain',
    fallback: 'spf.edge.localhost',
    parse: text,
  },
  TEXTS_URL: {
    description:
      'Provider of SMS and WhatsApp that speaks the Messages API of Twilio, e.g. https://api.twilio.com; empty: texts are offered nowhere',
    fallback: '',
    parse: optionalUrl('http:', 'https:'),
  },
  TEXTS_ACCOUNT: { description: 'Account at the provider (AC...)', fallback: '', parse: text },
  TEXTS_KEY: { description: 'API key there (SK...)', fallback: '', parse: text },
  TEXTS_SECRET: { description: 'Its secret', secret: true, fallback: '', parse: text },
  TEXTS_AUTH_TOKEN: {
    description: 'Token of the account, with which the provider signs what it reports of a text',
    secret: true,
    fallback: '',
    parse: text,
  },
  TEXTS_SENDER: {
    description: 'Sender of SMS: a messaging service (MG...), a number, or a name; empty: no SMS',
    fallback: '',
    parse: sender,
  },
  TEXTS_WHATSAPP_SENDER: {
    description: 'Sender of WhatsApp: a messaging service (MG...) or a number; empty: no WhatsApp',
    fallback: '',
    parse: sender,
  },
  TEXTS_WHATSAPP_TEMPLATES: {
    description:
      'Approved content templates as kind.language:HX..., comma separated; code.en, incoming_call.en and missed_call.en are needed, those in de are used where they are given',
    fallback: '',
    parse: contentIds,
  },
  TEXTS_COUNTRIES: {
    description: 'Prefixes of numbers that may be texted, e.g. +49,+43,+41; empty: all',
    fallback: '',
    parse: prefixes,
  },
  TEXTS_DAILY_CAP: {
    description: 'Texts that a licensee may send on one day at the most; its staff may set less',
    fallback: '500',
    parse: integer(0, 1_000_000),
  },
  BCRYPT_COST: {
    description: 'bcrypt cost of new password hashes; below 12 only in tests',
    fallback: '12',
    parse: integer(4, 16),
  },
  RATE_LIMIT_FACTOR: {
    description: 'Multiplies every rate limit; for load tests',
    fallback: '1',
    parse: integer(1, 1_000_000),
  },
} satisfies Record<string, Variable<unknown>>;

export type Config = { readonly [K in keyof typeof VARIABLES]: ReturnType<(typeof VARIABLES)[K]['parse']> };
