import { Module } from '@nestjs/common';
import { EventStore } from './events/event-store.service.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({
  controllers: [EventsController],
  providers: [EventStore, EventsService],
})
export class IntegrationsModule {}
