import type { AnyRoute } from '@tanstack/react-router';
import { accountRoutes } from './account/routes.ts';
import { advisorRoutes } from './advisors/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { brandRoutes } from './brand/routes.ts';
import { callRoutes } from './calls/routes.ts';
import { complaintRoutes } from './complaints/routes.ts';
import { developerRoutes } from './developers/routes.ts';
import { disputeRoutes } from './disputes/routes.ts';
import { couponRoutes } from './coupons/routes.ts';
import { domainRoutes } from './domains/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { homeRoutes } from './home/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { licenceRoutes } from './licence/routes.ts';
import { legalRoutes } from './legal/routes.ts';
import { mailRoutes } from './mail/routes.ts';
import { payoutRoutes } from './payouts/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { pricingRoutes } from './pricing/routes.ts';
import { referralRoutes } from './referrals/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { stripeRoutes } from './stripe/routes.ts';
import { taxRoutes } from './tax/routes.ts';
import { teamRoutes } from './team/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { withdrawalRoutes } from './withdrawals/routes.ts';

/** Set-up: who the licensee is. */
const setUpRoutes: AnyRoute[] = [
  ...homeRoutes,
  ...brandRoutes,
  ...domainRoutes,
  ...legalRoutes,
  ...mailRoutes,
  ...pricingRoutes,
  ...licenceRoutes,
  ...stripeRoutes,
  ...teamRoutes,
  ...developerRoutes,
  ...auditRoutes,
  ...webhookRoutes,
];

/** Daily work: advisors, people, calls, money. */
const dailyRoutes: AnyRoute[] = [
  ...advisorRoutes,
  ...peopleRoutes,
  ...callRoutes,
  ...bookingRoutes,
  ...payoutRoutes,
  ...disputeRoutes,
  ...ledgerRoutes,
  ...couponRoutes,
  ...referralRoutes,
  ...reportRoutes,
  ...complaintRoutes,
  ...withdrawalRoutes,
  ...taxRoutes,
  ...exportRoutes,
];

export const routes: AnyRoute[] = [...signInRoutes, ...accountRoutes, ...setUpRoutes, ...dailyRoutes];
