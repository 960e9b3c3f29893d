import { BILLING_ROUTES } from './billing.routes.js';
import { CONNECT_ROUTES } from './connect.routes.js';
import { DISPUTE_ROUTES } from './dispute.routes.js';
import { EVENT_ROUTES } from './event.routes.js';
import { MONEY_ROUTES } from './money.routes.js';
import { PAYMENT_ROUTES } from './payment.routes.js';
import type { Route } from './route.js';

/** Every call the platform makes in this release. Another path is a 404, as with the real API. */
export const ROUTES: readonly Route[] = [
  ...PAYMENT_ROUTES,
  ...MONEY_ROUTES,
  ...DISPUTE_ROUTES,
  ...EVENT_ROUTES,
  ...CONNECT_ROUTES,
  ...BILLING_ROUTES,
];
