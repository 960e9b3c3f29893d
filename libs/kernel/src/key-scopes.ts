/** What an API key may be good for: one noun each. `*` is all of them. */
export const SCOPES = [
  'users:read',
  'users:write',
  'advisors:read',
  'advisors:write',
  'wallets:read',
  'wallets:write',
  'calls:read',
  'calls:write',
  'bookings:read',
  'bookings:write',
  'refunds:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'logs:read',
  'test:write',
] as const;
export type Scope = (typeof SCOPES)[number];
