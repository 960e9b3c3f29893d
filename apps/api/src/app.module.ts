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
import { HealthController } from './health.controller.js';

/** The HTTP process: modules, nothing else. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
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
      controllers: [HealthController],
    };
  }
}
