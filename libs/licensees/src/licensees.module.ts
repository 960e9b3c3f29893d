import { Module } from '@nestjs/common';
import { HostResolver } from './host-resolver.service.js';
import { LicenseesController } from './licensees.controller.js';
import { LicenseesService } from './licensees.service.js';
import { LimitsService } from './limits.service.js';

/** The tenants. {@link TenantGuard} is registered by IdentityModule, where the order of all guards is written once. */
@Module({
  controllers: [LicenseesController],
  providers: [HostResolver, LicenseesService, LimitsService],
  exports: [HostResolver, LicenseesService, LimitsService],
})
export class LicenseesModule {}
