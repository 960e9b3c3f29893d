export { ApiLimitGuard } from './api-limit.guard.js';
export { type BrandDocument, DEFAULT_BRAND, LOCALES, type Locale } from './brand/brand.js';
export { assetUrls } from './brand/brand.dto.js';
export { BrandDraftChanged, ImageRefused } from './brand/brand.problems.js';
export { BrandService, type LiveBrand } from './brand/brand.service.js';
export { ChecklistItem, type ChecklistState } from './checklist/checklist-item.js';
export { Dns, type DnsAnswer } from './domains/dns.js';
export { HostResolver, type Tenant } from './host-resolver.service.js';
export { LEGAL_KINDS, LEGAL_LOCALES, type LegalKind, type LegalLocale } from './legal/legal-page.entity.js';
export { LegalPublished } from './legal/legal.events.js';
export { LegalService } from './legal/legal.service.js';
export { LicenseeDomain } from './licensee-domain.entity.js';
export { type FreeSponsor, LicenseeTerms, TAX_DISPLAYS, type TaxDisplay } from './licensee-terms.entity.js';
export { LicenseeSwitches, type Switch } from './licensee-switches.entity.js';
export { normalHost } from './host.js';
export { Licensee, type LicenseeKind, type LicenseeStatus } from './licensee.entity.js';
export { LicenseesModule } from './licensees.module.js';
export {
  ChecklistNotDone,
  HostTaken,
  LicenseeSuspended,
  LimitBelowUse,
  LimitReached,
  NotOpenYet,
  SharesTooHigh,
  SlugTaken,
  SwitchedOff,
} from './licensees.problems.js';
export { LicenseesService, type NewLicensee } from './licensees.service.js';
export { LIMITS, type Limits, LimitsService, NO_LIMITS } from './limits.service.js';
export {
  STORED_VALUE_CAPS,
  type StoredValueCap,
  ceilingValues,
  greatestTopUp,
  storedValueCaps,
} from './pricing/stored-value-caps.js';
export { StoredValueCeilings } from './pricing/pricing.dto.js';
export { MIN_HOLD_MINUTES } from './pricing/pricing-rules.js';
export {
  Items,
  RateHours,
  RateHoursList,
  type RateLimits,
  adjusted,
  keptRateHours,
  rateHoursFaults,
} from './pricing/rate-hours.js';
export { OperatedLicenseeResponse, SwitchesResponse, operatedLicenseeView } from './suspension.dto.js';
export { SuspensionService } from './suspension.service.js';
export { type NumberedKind, nextNumber, seriesOf } from './documents/document-numbers.js';
export { type TaxTreatment, taxOn, treatmentOf } from './tax/company-tax.js';
export { type Seller, Sellers } from './tax/sellers.service.js';
export { EU_COUNTRIES, isInEu, taxNumber, taxNumberExample } from './tax/tax-numbers.js';
export { SetStandardTaxRate, StandardTaxRateList } from './tax/tax-rates.dto.js';
export { TaxRatesService } from './tax/tax-rates.service.js';
export { VatNumbers } from './tax/vat-numbers.service.js';
export { type VatAnswer, type VatNumber, VatRegister, VatRegisterSilent } from './tax/vat-register.js';
export { type VatStanding, VatCheckView, standingsOf, vatCheckView } from './tax/vat-standing.js';
export { TenantGuard } from './tenant.guard.js';
export { NotInTestMode, TestModeOnly } from './test-mode.problems.js';
export { TestTwins } from './test-twins.service.js';
export * from './paid-countries.js';
