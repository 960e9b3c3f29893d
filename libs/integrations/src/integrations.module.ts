import { Module } from '@nestjs/common';
import { IdentityModule } from '@app/identity';
import { ApiAccessHook } from './keys/api-access-hook.service.js';
import { ApiAccessLog } from './keys/api-access-log.service.js';
import { ApiKeyBearers } from './keys/api-key-bearers.service.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({
  imports: [IdentityModule],
  controllers: [ApiKeysController],
  providers: [ApiAccessHook, ApiAccessLog, ApiKeyBearers, ApiKeysService],
})
export class IntegrationsModule {}
