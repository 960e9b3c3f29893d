import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BillingModule } from '@app/billing';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { DeadJobsService } from './dead-jobs.service.js';
import { BillingProfilesService } from './invoices/billing-profiles.service.js';
import { CreditNotesService } from './invoices/credit-notes.service.js';
import { InvoicesService } from './invoices/invoices.service.js';
import { InvoicingService } from './invoices/invoicing.service.js';
import { LicenceEventsService } from './invoices/licence-events.service.js';
import { LicenceCash } from './invoices/licence.cash.js';
import { LicenceBooks } from './invoices/licence-books.js';
import { LicenceCardsService } from './invoices/licence-cards.service.js';
import { LicencePaymentsService } from './invoices/licence-payments.service.js';
import { LicenceDisputes } from './invoices/licence-disputes.js';
import { LicenceReturnsService } from './invoices/licence-returns.service.js';
import { LicenceTakingsService } from './invoices/licence-takings.service.js';
import { ManualSettlementsService } from './invoices/manual-settlements.service.js';
import { OperatorShares } from './invoices/operator-shares.service.js';
import { MyNettingsController } from './invoices/my-nettings.controller.js';
import { NettingConsentsService } from './invoices/netting-consents.service.js';
import { NettingsService } from './invoices/nettings.service.js';
import { MyInvoicesController } from './invoices/my-invoices.controller.js';
import { OperatorInvoicesController } from './invoices/operator-invoices.controller.js';
import { ReceivablesService } from './invoices/receivables.service.js';
import { LicenceBilling } from './licence-billing.js';
import { BearersService } from './licence/bearers.service.js';
import { EndingExports } from './licence/ending-exports.service.js';
import { EndingExportsController } from './licence/ending-exports.controller.js';
import { EndingMoney } from './licence/ending-money.service.js';
import { EndingMoneyController } from './licence/ending-money.controller.js';
import { MyEndingMoneyController } from './licence/my-ending-money.controller.js';
import { EndingsService } from './licence/endings.service.js';
import { ReadOnlyGuard } from './licence/read-only.guard.js';
import { LicencesController } from './licence/licences.controller.js';
import { LicencesService } from './licence/licences.service.js';
import { TopologyService } from './licence/topology.service.js';
import { MyLicenceController } from './licence/my-licence.controller.js';
import { MoneyHealth } from './money-health.service.js';
import { LicensingJobs } from './licensing.jobs.js';
import { OperatorAuditService } from './operator-audit.service.js';
import { OperatorBooksService } from './operator-books.service.js';
import { OperatorHealthService } from './operator-health.service.js';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorIncidents } from './operator-incidents.service.js';
import { OperatorLicenseesService } from './operator-licensees.service.js';
import { OperatorPayoutAccountsController } from './operator-payout-accounts.controller.js';
import { OperatorReads } from './operator-reads.js';
import { OperatorTenant } from './operator-tenant.js';
import { OperatorStripeController } from './operator-stripe.controller.js';
import { OperatorDac7Controller } from './operator-dac7.controller.js';
import { OperatorDac7Service } from './operator-dac7.service.js';
import { OperatorReturnsController } from './operator-returns.controller.js';
import { OperatorReturns } from './operator-returns.service.js';
import { OperatorStripeService } from './operator-stripe.service.js';
import { OperatorTaxRatesController } from './operator-tax-rates.controller.js';
import { OperatorCurrenciesController } from './operator-currencies.controller.js';
import { OperatorCouponsController } from './operator-coupons.controller.js';
import { OperatorPayeeDebtsController } from './operator-payee-debts.controller.js';
import { OperatorSafeguardingController } from './operator-safeguarding.controller.js';
import { OperatorTreasuryController } from './operator-treasury.controller.js';
import { OperatorTreasuryService } from './operator-treasury.service.js';
import { OperatorController } from './operator.controller.js';
import { PlansController } from './plans/plans.controller.js';
import { PlansService } from './plans/plans.service.js';
import { EmailItem, LicenceItem } from './sign-up/checklist-items.js';
import { EmailVerificationsService } from './sign-up/email-verifications.service.js';
import { SignUpController } from './sign-up/sign-up.controller.js';
import { SignUpService } from './sign-up/sign-up.service.js';
import { MyStoredValueController } from './stored-value/my-stored-value.controller.js';
import { StoredValueController } from './stored-value/stored-value.controller.js';
import { StoredValueService } from './stored-value/stored-value.service.js';
import { StripeLicenceBilling } from './stripe-billing.adapter.js';

@Module({
  imports: [LicenseesModule, IdentityModule, BillingModule],
  controllers: [
    OperatorController,
    OperatorStripeController,
    OperatorTaxRatesController,
    OperatorDac7Controller,
    OperatorReturnsController,
    OperatorCurrenciesController,
    OperatorSafeguardingController,
    OperatorCouponsController,
    OperatorPayeeDebtsController,
    OperatorTreasuryController,
    OperatorPayoutAccountsController,
    PlansController,
    LicencesController,
    MyLicenceController,
    MyEndingMoneyController,
    EndingMoneyController,
    EndingExportsController,
    OperatorInvoicesController,
    MyInvoicesController,
    MyNettingsController,
    SignUpController,
    StoredValueController,
    MyStoredValueController,
  ],
  providers: [
    DeadJobsService,
    OperatorAuditService,
    OperatorTreasuryService,
    OperatorBooksService,
    OperatorHealthService,
    OperatorIncidents,
    MoneyHealth,
    OperatorHostGuard,
    OperatorLicenseesService,
    OperatorReads,
    OperatorTenant,
    PlansService,
    LicencesService,
    BillingProfilesService,
    InvoicingService,
    InvoicesService,
    CreditNotesService,
    BearersService,
    TopologyService,
    EndingsService,
    EndingMoney,
    EndingExports,
    LicenceBooks,
    OperatorShares,
    LicenceCash,
    LicenceEventsService,
    LicencePaymentsService,
    LicenceCardsService,
    LicenceTakingsService,
    LicenceReturnsService,
    LicenceDisputes,
    ManualSettlementsService,
    ReceivablesService,
    NettingsService,
    NettingConsentsService,
    EmailVerificationsService,
    SignUpService,
    StoredValueService,
    LicensingJobs,
    EmailItem,
    LicenceItem,
    { provide: APP_GUARD, useClass: ReadOnlyGuard },
    { provide: LicenceBilling, useClass: StripeLicenceBilling },
    OperatorStripeService,
    OperatorDac7Service,
    OperatorReturns,
  ],
  exports: [EmailVerificationsService, MoneyHealth],
})
export class LicensingModule {}
