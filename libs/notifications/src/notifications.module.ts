import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { CallingModule } from '@app/calling';
import { AdvisorStatusJobs } from './advisor-status.jobs.js';
import { DeviceTestsService } from './device-tests.service.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { LiveController } from './live.controller.js';
import { LiveService } from './live.service.js';
import { FcmPush } from './fcm.adapter.js';
import { Push } from './push.js';
import { RingJobs } from './ring.jobs.js';
import { SiteLiveController } from './site-live.controller.js';
import { SiteLiveService } from './site-live.service.js';

/** Reaching people: their devices, ringing them, and the live events of their open screens; and what visitors of a site see live. */
@Module({
  imports: [AdvisorsModule, CallingModule],
  controllers: [DevicesController, LiveController, SiteLiveController],
  providers: [
    DevicesService,
    DeviceTestsService,
    LiveService,
    SiteLiveService,
    RingJobs,
    AdvisorStatusJobs,
    { provide: Push, useClass: FcmPush },
  ],
  exports: [DevicesService],
})
export class NotificationsModule {}
