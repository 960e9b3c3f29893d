export { ENDING_STAGES, LICENCE_STATES } from './licence/licence.entity.js';
export * from './licence/licence.events.js';
export { EmailVerificationAsked, LicenceInvoiceIssued, LicenceInvoiceUnpaid } from './licensing.events.js';
export { LicensingModule } from './licensing.module.js';
export { EmailVerificationsService } from './sign-up/email-verifications.service.js';
