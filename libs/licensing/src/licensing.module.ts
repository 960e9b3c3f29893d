import { Module } from '@nestjs/common';
import { BillingModule } from '@app/billing';
import { LicenseesModule } from '@app/licensees';
import { DeadJobsService } from './dead-jobs.service.js';
import { OperatorAuditService } from './operator-audit.service.js';
import { OperatorBooksService } from './operator-books.service.js';
import { OperatorHealthService } from './operator-health.service.js';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorLicenseesService } from './operator-licensees.service.js';
import { OperatorReads } from './operator-reads.js';
import { OperatorStripeController } from './operator-stripe.controller.js';
import { OperatorStripeService } from './operator-stripe.service.js';
import { OperatorTreasuryController } from './operator-treasury.controller.js';
import { OperatorController } from './operator.controller.js';

@Module({
  imports: [LicenseesModule, BillingModule],
  controllers: [OperatorController, OperatorStripeController, OperatorTreasuryController],
  providers: [
    DeadJobsService,
    OperatorAuditService,
    OperatorBooksService,
    OperatorHealthService,
    OperatorHostGuard,
    OperatorLicenseesService,
    OperatorReads,
    OperatorStripeService,
  ],
})
export class LicensingModule {}
