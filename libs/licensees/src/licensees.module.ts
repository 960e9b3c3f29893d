import { Module } from '@nestjs/common';
import { BrandAssetsService } from './brand/brand-assets.service.js';
import { BrandFilesController } from './brand/brand-files.controller.js';
import { BrandIconsService } from './brand/brand-icons.service.js';
import { BrandController } from './brand/brand.controller.js';
import { BrandService } from './brand/brand.service.js';
import { HostResolver } from './host-resolver.service.js';
import { LicenseesController } from './licensees.controller.js';
import { LicenseesService } from './licensees.service.js';
import { SuspensionController } from './suspension.controller.js';
import { SuspensionService } from './suspension.service.js';

/** The tenants. {@link TenantGuard} is registered by IdentityModule, where the order of all guards is written once. */
@Module({
  controllers: [LicenseesController, SuspensionController, BrandController, BrandFilesController],
  providers: [HostResolver, LicenseesService, SuspensionService, BrandService, BrandAssetsService, BrandIconsService],
  exports: [HostResolver, LicenseesService, BrandService],
})
export class LicenseesModule {}
