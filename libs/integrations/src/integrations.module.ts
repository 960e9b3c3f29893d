import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { BookingsModule } from '@app/bookings';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { EventStore } from './events/event-store.service.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { ApiAccessHook } from './keys/api-access-hook.service.js';
import { ApiAccessLog } from './keys/api-access-log.service.js';
import { ApiKeyBearers } from './keys/api-key-bearers.service.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';
import { TestModesService } from './test-mode/test-modes.service.js';
import { TestPeople } from './test-mode/test-people.service.js';
import { DeliveryQueue } from './webhooks/delivery-queue.js';
import { FanOut } from './webhooks/fan-out.service.js';
import { HttpSender } from './webhooks/http-sender.js';
import { OutboundGuard } from './webhooks/outbound-guard.js';
import { WebhookSecrets } from './webhooks/secrets.js';
import { WebhookDeliveriesController } from './webhooks/webhook-deliveries.controller.js';
import { WebhookDeliveriesService } from './webhooks/webhook-deliveries.service.js';
import { WebhookRecovery } from './webhooks/webhook-recovery.service.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';
import { WebhookEndpointsService } from './webhooks/webhook-endpoints.service.js';
import { WebhookSender } from './webhooks/webhook-sender.service.js';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({
  imports: [AdvisorsModule, BillingModule, BookingsModule, IdentityModule, LicenseesModule],
  controllers: [ApiKeysController, EventsController, WebhookEndpointsController, WebhookDeliveriesController],
  providers: [
    ApiAccessHook,
    ApiAccessLog,
    ApiKeyBearers,
    ApiKeysService,
    EventStore,
    EventsService,
    FanOut,
    DeliveryQueue,
    OutboundGuard,
    HttpSender,
    WebhookSecrets,
    TestModesService,
    TestPeople,
    WebhookSender,
    WebhookEndpointsService,
    WebhookDeliveriesService,
    WebhookRecovery,
  ],
})
export class IntegrationsModule {}
