import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { CallingModule } from '@app/calling';
import { AdvisorStatusJobs } from './advisor-status.jobs.js';
import { DeviceTestsService } from './device-tests.service.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { FcmPush } from './fcm.adapter.js';
import { Push } from './push.js';
import { RingJobs } from './ring.jobs.js';
import { SiteEventsController } from './site-events.controller.js';
import { SiteEventsService } from './site-events.service.js';

/** Reaching people: their devices, ringing them, and the live events of their open screens; and what visitors of a site see live. */
@Module({
  imports: [AdvisorsModule, CallingModule],
  controllers: [DevicesController, EventsController, SiteEventsController],
  providers: [
    DevicesService,
    DeviceTestsService,
    EventsService,
    SiteEventsService,
    RingJobs,
    AdvisorStatusJobs,
    { provide: Push, useClass: FcmPush },
  ],
  exports: [DevicesService],
})
export class NotificationsModule {}
