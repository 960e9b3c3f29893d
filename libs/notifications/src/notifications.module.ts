import { Module } from '@nestjs/common';
import { CallingModule } from '@app/calling';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { FcmPush } from './fcm.adapter.js';
import { Push } from './push.js';
import { RingJobs } from './ring.jobs.js';

/** Reaching people: their devices, ringing them, and the live events of their open screens. */
@Module({
  imports: [CallingModule],
  controllers: [DevicesController, EventsController],
  providers: [DevicesService, EventsService, RingJobs, { provide: Push, useClass: FcmPush }],
  exports: [DevicesService],
})
export class NotificationsModule {}
