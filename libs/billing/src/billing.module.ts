import { Module } from '@nestjs/common';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { BillingJobs } from './billing.jobs.js';
import { CardsService } from './cards.service.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerExplorerController } from './ledger/ledger-explorer.controller.js';
import { LedgerExplorerService } from './ledger/ledger-explorer.service.js';
import { PersonWalletsController } from './person-wallets.controller.js';
import { PersonWalletsService } from './person-wallets.service.js';
import { ReconciliationService } from './reconciliation.service.js';
import { Payments } from './stripe/payments.js';
import { StripePayments } from './stripe/stripe.adapter.js';
import { StripeController } from './stripe/stripe.controller.js';
import { StripeEventsService } from './stripe/stripe-events.service.js';
import { TopUpBonuses } from './top-up-bonuses.js';
import { TopUpBonusesController } from './top-up-bonuses.controller.js';
import { TopUpsController } from './top-ups.controller.js';
import { TopUpsService } from './top-ups.service.js';
import { WalletsController } from './wallets.controller.js';
import { WalletsService } from './wallets.service.js';

@Module({
  imports: [LicenseesModule, IdentityModule],
  controllers: [
    WalletsController,
    TopUpBonusesController,
    TopUpsController,
    StripeController,
    LedgerExplorerController,
    PersonWalletsController,
  ],
  providers: [
    Ledger,
    WalletsService,
    CardsService,
    TopUpBonuses,
    TopUpsService,
    StripeEventsService,
    BillingJobs,
    LedgerExplorerService,
    PersonWalletsService,
    ReconciliationService,
    { provide: Payments, useClass: StripePayments },
  ],
  exports: [Ledger, WalletsService, TopUpsService, ReconciliationService],
})
export class BillingModule {}
