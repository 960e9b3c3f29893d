import { Module } from '@nestjs/common';
import { BrandAssetsService } from './brand/brand-assets.service.js';
import { BrandFilesController } from './brand/brand-files.controller.js';
import { BrandIconsService } from './brand/brand-icons.service.js';
import { BrandController } from './brand/brand.controller.js';
import { BrandService } from './brand/brand.service.js';
import { DiscoveryModule } from '@nestjs/core';
import { ChecklistController } from './checklist/checklist.controller.js';
import { ChecklistService } from './checklist/checklist.service.js';
import { BrandItem, DomainItem, LegalItem, PricingItem } from './checklist/items.js';
import { DnsAdapter } from './domains/dns.adapter.js';
import { Dns } from './domains/dns.js';
import { DomainsController } from './domains/domains.controller.js';
import { DomainsService } from './domains/domains.service.js';
import { HostResolver } from './host-resolver.service.js';
import type { LegalKind } from './legal/legal-page.entity.js';
import { LegalController } from './legal/legal.controller.js';
import { LegalService } from './legal/legal.service.js';
import { LicenseesController } from './licensees.controller.js';
import { LimitsService } from './limits.service.js';
import { LicenseesJobs } from './licensees.jobs.js';
import { LicenseesService } from './licensees.service.js';
import { SuspensionController } from './suspension.controller.js';
import { SuspensionService } from './suspension.service.js';
import { PricingController } from './pricing/pricing.controller.js';
import { PricingService } from './pricing/pricing.service.js';
import { TaxRatesController } from './tax/tax-rates.controller.js';
import { TaxRatesService } from './tax/tax-rates.service.js';
import { Sellers } from './tax/sellers.service.js';
import { VatNumbers } from './tax/vat-numbers.service.js';
import { VatRegister } from './tax/vat-register.js';
import { LicenseesSecrets } from './tax/vat-standing.js';
import { ViesAdapter } from './tax/vies.adapter.js';
import { TestTwins } from './test-twins.service.js';

/** A licensee opens with these; a statement on accessibility may follow. */
const NEEDED_PAGES: readonly LegalKind[] = ['terms', 'privacy', 'imprint', 'withdrawal'];

/** The tenants. {@link TenantGuard} is registered by IdentityModule, where the order of all guards is written once. */
@Module({
  imports: [DiscoveryModule],
  controllers: [
    BrandController,
    BrandFilesController,
    ChecklistController,
    DomainsController,
    LegalController,
    LicenseesController,
    PricingController,
    SuspensionController,
    TaxRatesController,
  ],
  providers: [
    BrandAssetsService,
    BrandIconsService,
    BrandService,
    ChecklistService,
    DomainsService,
    HostResolver,
    LegalService,
    LicenseesJobs,
    LicenseesSecrets,
    LicenseesService,
    LimitsService,
    PricingService,
    Sellers,
    SuspensionService,
    TaxRatesService,
    TestTwins,
    VatNumbers,
    { provide: Dns, useClass: DnsAdapter },
    { provide: VatRegister, useClass: ViesAdapter },
    BrandItem,
    DomainItem,
    PricingItem,
    ...NEEDED_PAGES.map((kind, index) => ({
      provide: Symbol(`checklist legal_${kind}`),
      useFactory: (legal: LegalService) => new LegalItem(legal, kind, 30 + index),
      inject: [LegalService],
    })),
  ],
  exports: [
    BrandService,
    Dns,
    HostResolver,
    LegalService,
    LicenseesService,
    LimitsService,
    Sellers,
    TaxRatesService,
    TestTwins,
    VatNumbers,
  ],
})
export class LicenseesModule {}
