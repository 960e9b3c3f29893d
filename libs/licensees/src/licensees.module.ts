import { Module } from '@nestjs/common';
import { HostResolver } from './host-resolver.service.js';
import { LicenseesController } from './licensees.controller.js';
import { LicenseesService } from './licensees.service.js';
import { SuspensionController } from './suspension.controller.js';
import { SuspensionService } from './suspension.service.js';

/** The tenants. {@link TenantGuard} is registered by IdentityModule, where the order of all guards is written once. */
@Module({
  controllers: [LicenseesController, SuspensionController],
  providers: [HostResolver, LicenseesService, SuspensionService],
  exports: [HostResolver, LicenseesService],
})
export class LicenseesModule {}
