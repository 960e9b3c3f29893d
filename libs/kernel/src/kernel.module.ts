import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { Clock } from './clock.js';
import { CONFIG, type Config } from './config.js';
import { rolePool, tenantDataSource } from './database.js';
import { Db, RESOLVER_POOL, TENANT_DATA_SOURCE } from './db.js';
import { Expandables } from './expandable.js';
import { IdempotencyJobs } from './idempotency.jobs.js';
import { IdempotencyInterceptor } from './idempotency.js';
import { JobRegistry, Jobs } from './jobs.js';
import { Live } from './live.js';
import { Outbox } from './outbox.js';
import { RateCounters } from './rate-limit.js';
import { SecretRewrap } from './sealed-columns.js';
import { SecretBox } from './secret-box.js';

/** What every module stands on. Global, so that the other modules list only their own parts. */
@Global()
@Module({})
export class KernelModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: KernelModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: TENANT_DATA_SOURCE, useFactory: () => tenantDataSource(config).initialize() },
        { provide: RESOLVER_POOL, useFactory: () => rolePool(config.DATABASE_RESOLVER_URL, 'app_resolver', 4) },
        Clock,
        Db,
        JobRegistry,
        Jobs,
        Outbox,
        Live,
        Expandables,
        RateCounters,
        SecretBox,
        SecretRewrap,
        IdempotencyJobs,
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
      exports: [
        CONFIG,
        TENANT_DATA_SOURCE,
        RESOLVER_POOL,
        Clock,
        Db,
        JobRegistry,
        Jobs,
        Outbox,
        Live,
        Expandables,
        RateCounters,
        SecretBox,
      ],
    };
  }
}
