import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { AdvisorItem } from './advisor-item.js';
import { AdvisorsController } from './advisors.controller.js';
import { AdvisorsService } from './advisors.service.js';
import { Availability } from './availability.service.js';
import { BlocksController } from './blocks.controller.js';
import { Blocks } from './blocks.service.js';
import { Hours } from './hours.service.js';
import { LiveStatusSignals } from './live-status.js';
import { PhotosController } from './photos.controller.js';
import { PhotosService } from './photos.service.js';
import { PresenceController } from './presence.controller.js';
import { PresenceService } from './presence.service.js';
import { PricesController } from './prices.controller.js';
import { PricesService } from './prices.service.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';
import { StaffAdvisorsController } from './staff-advisors.controller.js';
import { StaffAdvisorsService } from './staff-advisors.service.js';
import { SwitchesService } from './switches.service.js';
import { TestAdvisorsController } from './test-advisors.controller.js';
import { TestAdvisors } from './test-advisors.service.js';
import { AdvisorExpandable } from './advisor-expandable.js';

@Module({
  imports: [DiscoveryModule, LicenseesModule, IdentityModule],
  controllers: [
    AdvisorsController,
    BlocksController,
    PhotosController,
    PricesController,
    SchedulesController,
    PresenceController,
    StaffAdvisorsController,
    TestAdvisorsController,
  ],
  providers: [
    AdvisorItem,
    AdvisorExpandable,
    AdvisorsService,
    Availability,
    Blocks,
    Hours,
    LiveStatusSignals,
    PresenceService,
    PhotosService,
    PricesService,
    SchedulesService,
    StaffAdvisorsService,
    SwitchesService,
    TestAdvisors,
  ],
  exports: [AdvisorsService, Availability, Blocks, Hours, TestAdvisors],
})
export class AdvisorsModule {}
