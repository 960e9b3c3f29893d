import { Module } from '@nestjs/common';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { AdvisorsController } from './advisors.controller.js';
import { AdvisorsService } from './advisors.service.js';

@Module({
  imports: [LicenseesModule, IdentityModule],
  controllers: [AdvisorsController],
  providers: [AdvisorsService],
  exports: [AdvisorsService],
})
export class AdvisorsModule {}
