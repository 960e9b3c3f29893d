export { HostResolver, type Tenant } from './host-resolver.service.js';
export { LicenseeDomain } from './licensee-domain.entity.js';
export { LicenseeTerms } from './licensee-terms.entity.js';
export { Licensee, type LicenseeKind, type LicenseeStatus } from './licensee.entity.js';
export { LicenseesModule } from './licensees.module.js';
export { HostTaken, LicenseeSuspended, LimitReached, SlugTaken } from './licensees.problems.js';
export { LicenseesService, type NewLicensee } from './licensees.service.js';
export { type Limits, LimitsService } from './limits.service.js';
export { TenantGuard } from './tenant.guard.js';
