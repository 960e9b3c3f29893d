export { MarketingConsentRecorded } from './consents.events.js';
export { ConsentsService } from './consents.service.js';
export { PrivacyModule } from './privacy.module.js';
