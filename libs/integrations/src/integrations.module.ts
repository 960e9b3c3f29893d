import { Module } from '@nestjs/common';
import { EventStore } from './events/event-store.service.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { DeliveryQueue } from './webhooks/delivery-queue.js';
import { FanOut } from './webhooks/fan-out.service.js';
import { HttpSender } from './webhooks/http-sender.js';
import { OutboundGuard } from './webhooks/outbound-guard.js';
import { WebhookDeliveriesController } from './webhooks/webhook-deliveries.controller.js';
import { WebhookDeliveriesService } from './webhooks/webhook-deliveries.service.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';
import { WebhookEndpointsService } from './webhooks/webhook-endpoints.service.js';
import { WebhookSender } from './webhooks/webhook-sender.service.js';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({
  controllers: [EventsController, WebhookEndpointsController, WebhookDeliveriesController],
  providers: [
    EventStore,
    EventsService,
    FanOut,
    DeliveryQueue,
    OutboundGuard,
    HttpSender,
    WebhookSender,
    WebhookEndpointsService,
    WebhookDeliveriesService,
  ],
})
export class IntegrationsModule {}
