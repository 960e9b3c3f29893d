import { type DynamicModule, Module } from '@nestjs/common';
import { type Config, KernelModule } from '@app/kernel';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { BookingsModule } from '@app/bookings';
import { CallingModule } from '@app/calling';
import { IdentityModule } from '@app/identity';
import { IntegrationsModule } from '@app/integrations';
import { LicenseesModule } from '@app/licensees';
import { LicensingModule } from '@app/licensing';
import { NotificationsModule } from '@app/notifications';
import { PrivacyModule } from '@app/privacy';
import { JobRunner } from './job-runner.js';

/** The background process: the same modules, no HTTP. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        KernelModule.forRoot(config),
        LicenseesModule,
        IdentityModule,
        AdvisorsModule,
        BillingModule,
        CallingModule,
        BookingsModule,
        LicensingModule,
        IntegrationsModule,
        NotificationsModule,
        PrivacyModule,
      ],
      providers: [JobRunner],
    };
  }
}
