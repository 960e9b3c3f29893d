export { EmailVerificationAsked, LicenceInvoiceIssued, LicenceInvoiceUnpaid } from './licensing.events.js';
export { LicensingModule } from './licensing.module.js';
export { EmailVerificationsService } from './sign-up/email-verifications.service.js';
