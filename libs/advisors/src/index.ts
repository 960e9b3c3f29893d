export { Advisor, type AdvisorStatus, type OfflineReason } from './advisor.entity.js';
export { starsOf } from './advisors.dto.js';
export { NO_PRICES } from './advisor-prices.entity.js';
export type { FreeOffer, PricesInForce } from './prices.js';
export { adjustmentAt, freeOffers, pricesInForce } from './prices.js';
export { AdvisorsModule } from './advisors.module.js';
export { AdvisorNotActive, AlreadyAdvisor } from './advisors.problems.js';
export { type AdvisorRates, AdvisorsService, type NewAdvisor } from './advisors.service.js';
export { WhenOnline } from './when-online.js';
