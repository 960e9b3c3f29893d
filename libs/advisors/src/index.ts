export {
  Advisor,
  ADVISOR_STATUSES,
  type AdvisorStatus,
  OFFLINE_REASONS,
  type OfflineReason,
} from './advisor.entity.js';
export { starsOf } from './advisors.dto.js';
export * from './advisors.events.js';
export { NO_PRICES } from './advisor-prices.entity.js';
export { Hours } from './hours.service.js';
export type { FreeOffer, PricesInForce } from './prices.js';
export { adjustmentAt, freeOffers, outsideLimits, pricesInForce } from './prices.js';
export { AdvisorsModule } from './advisors.module.js';
export { AdvisorNotActive, AlreadyAdvisor } from './advisors.problems.js';
export { type AdvisorRates, AdvisorsService, type NewAdvisor } from './advisors.service.js';
export { Availability } from './availability.service.js';
export { BlockView } from './blocks.dto.js';
export { Blocks, type Pair } from './blocks.service.js';
export { type Interval, type WeeklyHours, openIntervals } from './schedule.js';
export { WeeklyHoursDto, scheduleFaults } from './schedules.dto.js';
export { TestAdvisors } from './test-advisors.service.js';
export { WhenOnline } from './when-online.js';
