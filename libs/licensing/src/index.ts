export { BillingProfilesService } from './invoices/billing-profiles.service.js';
export { ENDING_STAGES, LICENCE_STATES } from './licence/licence.entity.js';
export * from './licence/licence.events.js';
export {
  EmailVerificationAsked,
  LicenceInvoiceIssued,
  LicenceInvoiceUnpaid,
  OperatorIncidentOpened,
} from './licensing.events.js';
export { LicensingModule } from './licensing.module.js';
export { MoneyHealth } from './money-health.service.js';
export type { CreatePlan } from './plans/plans.dto.js';
export { PlansService } from './plans/plans.service.js';
export { EmailVerificationsService } from './sign-up/email-verifications.service.js';
