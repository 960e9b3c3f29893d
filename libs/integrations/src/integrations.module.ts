import { Module } from '@nestjs/common';
import { IdentityModule } from '@app/identity';
import { EventStore } from './events/event-store.service.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { ApiAccessHook } from './keys/api-access-hook.service.js';
import { ApiAccessLog } from './keys/api-access-log.service.js';
import { ApiKeyBearers } from './keys/api-key-bearers.service.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({
  imports: [IdentityModule],
  controllers: [ApiKeysController, EventsController],
  providers: [ApiAccessHook, ApiAccessLog, ApiKeyBearers, ApiKeysService, EventStore, EventsService],
})
export class IntegrationsModule {}
