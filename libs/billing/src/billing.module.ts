import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { AutoTopUpsController } from './auto-top-ups/auto-top-ups.controller.js';
import { AutoTopUpsService } from './auto-top-ups/auto-top-ups.service.js';
import { BillingSecrets } from './billing-secrets.js';
import { BillingJobs } from './billing.jobs.js';
import { CardsService } from './cards.service.js';
import { CashMirrorService } from './cash/cash-mirror.service.js';
import { Exchange } from './cash/exchange.js';
import { StripeComparisonService } from './cash/stripe-comparison.service.js';
import { TopUpCash } from './cash/top-up.cash.js';
import { DisputeCash } from './disputes/dispute.cash.js';
import { DisputeDesk } from './disputes/dispute-desk.service.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { Disputes } from './disputes/disputes.js';
import { DisputeSweep } from './disputes/dispute-sweep.service.js';
import { DisputeBearers } from './disputes/dispute-bearers.service.js';
import { DisputeMoney } from './disputes/dispute-money.service.js';
import { DisputesService } from './disputes/disputes.service.js';
import { FraudWarningDesk } from './disputes/fraud-warning-desk.service.js';
import { FraudWarningIntake } from './disputes/fraud-warning-intake.service.js';
import { FraudWarningsController } from './disputes/fraud-warnings.controller.js';
import { FraudWarningSource } from './disputes/fraud-warnings.js';
import { FraudWarnings } from './disputes/fraud-warnings.service.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerCheckpointsController } from './ledger/ledger-checkpoints.controller.js';
import { LedgerCheckpoints } from './ledger/ledger-checkpoints.service.js';
import { LedgerExplorerController } from './ledger/ledger-explorer.controller.js';
import { LedgerExplorerService } from './ledger/ledger-explorer.service.js';
import { MoneyRulesService } from './money-rules.service.js';
import { ConnectAccountSync } from './payouts/connect-account-sync.service.js';
import { ConnectAccountsService } from './payouts/connect-accounts.service.js';
import { EarningChanges } from './payouts/earning-changes.js';
import { EarningHolds } from './payouts/earning-holds.js';
import { LicenseeShares } from './payouts/licensee-shares.js';
import { PayeeDebtDesk } from './payouts/payee-debt-desk.service.js';
import { PayeeDebtsController } from './payouts/payee-debts.controller.js';
import { PayeeDebts } from './payouts/payee-debts.js';
import { PayoutCash } from './payouts/payout.cash.js';
import { Refreeze } from './disputes/refreeze.js';
import { PayoutClaims } from './payouts/payout-claims.js';
import { PayoutDesk } from './payouts/payout-desk.service.js';
import { PayoutReturns } from './payouts/payout-returns.js';
import { PayoutRuns } from './payouts/payout-runs.service.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { PayoutNews } from './payouts/payout-news.service.js';
import { PayoutOutcomes } from './payouts/payout-outcomes.service.js';
import { PayoutSteps } from './payouts/payout-steps.service.js';
import { PayoutsService } from './payouts/payouts.service.js';
import { Dac7Service } from './payee-tax/dac7.service.js';
import { PayeeTaxController } from './payee-tax/payee-tax.controller.js';
import { PayeeTaxService } from './payee-tax/payee-tax.service.js';
import { TaxIdentities } from './payee-tax/tax-identities.js';
import { PayoutDocumentsController } from './payout-documents/payout-documents.controller.js';
import { PayoutDocuments } from './payout-documents/payout-documents.service.js';
import { PersonWalletsController } from './person-wallets.controller.js';
import { UserWalletsController } from './user-wallets.controller.js';
import { PersonWalletsService } from './person-wallets.service.js';
import { AdvisorReservesController } from './payouts/advisor-reserves.controller.js';
import { AdvisorReserves } from './payouts/advisor-reserves.service.js';
import { CouponsController } from './promos/coupons.controller.js';
import { CouponsService } from './promos/coupons.service.js';
import { PromoSponsors } from './promos/promo-sponsors.service.js';
import { OwnPlatformCash } from './platforms/own-platform.cash.js';
import { PaymentsItem } from './platforms/payments-item.js';
import { PlatformAccounts } from './platforms/platform-accounts.js';
import { PlatformsController } from './platforms/platforms.controller.js';
import { PlatformKeys } from './platforms/platform-keys.service.js';
import { PlatformsService } from './platforms/platforms.service.js';
import { StripePlatforms } from './platforms/stripe-platforms.adapter.js';
import { Topologies } from './platforms/topologies.service.js';
import { NewCustomers } from './promos/new-customers.service.js';
import { PromoExpiry } from './promos/promo-expiry.service.js';
import { PromoLots } from './promos/promo-lots.service.js';
import { ReferralDesk } from './referrals/referral-desk.service.js';
import { ReferralProgrammes } from './referrals/referral-programme.service.js';
import { ReferralsController } from './referrals/referrals.controller.js';
import { Referrals } from './referrals/referrals.service.js';
import { ReconciliationService } from './reconciliation.service.js';
import { BudgetsController } from './self-managed/budgets.controller.js';
import { Budgets } from './self-managed/budgets.service.js';
import { SpendingLimitsController } from './spending-limits/spending-limits.controller.js';
import { SpendingLimits } from './spending-limits/spending-limits.service.js';
import { StripeConnect } from './stripe/connect.adapter.js';
import { Connect } from './stripe/connect.js';
import { StripeDisputes } from './stripe/disputes.adapter.js';
import { StripeFraudWarnings } from './stripe/fraud-warnings.adapter.js';
import { Payments } from './stripe/payments.js';
import { StripeBooksAdapter } from './stripe/stripe-books.adapter.js';
import { StripeBooks } from './stripe/stripe-books.js';
import { StripeAccountsApi } from './stripe/stripe-accounts-api.service.js';
import { StripeClient } from './stripe/stripe-client.adapter.js';
import { StripeContexts } from './stripe/stripe-contexts.service.js';
import { StripeKeys } from './stripe/stripe-keys.service.js';
import { StripeHandlers } from './stripe/stripe-handlers.js';
import { StripePayments } from './stripe/stripe.adapter.js';
import { StripeController } from './stripe/stripe.controller.js';
import { StripeEventsService } from './stripe/stripe-events.service.js';
import { RoutedBooks } from './test-mode/routed-books.js';
import { RoutedConnect } from './test-mode/routed-connect.js';
import { RoutedDisputes } from './test-mode/routed-disputes.js';
import { RoutedPayments } from './test-mode/routed-payments.js';
import { SimulatedBooks } from './test-mode/simulated-books.js';
import { SimulatedConnect } from './test-mode/simulated-connect.js';
import { SimulatedDisputes } from './test-mode/simulated-disputes.js';
import { SimulatedPayments } from './test-mode/simulated-payments.js';
import { TestDisputesController } from './test-mode/test-disputes.controller.js';
import { TestDisputes } from './test-mode/test-disputes.service.js';
import { TestPayoutsController } from './test-mode/test-payouts.controller.js';
import { TestPayouts } from './test-mode/test-payouts.service.js';
import { TestTopUpsController } from './test-mode/test-top-ups.controller.js';
import { TestTopUps } from './test-mode/test-top-ups.service.js';
import { TestWelcomes } from './test-mode/test-welcomes.service.js';
import { IssuerVolumes } from './stored-value/issuer-volumes.service.js';
import { StoredValueIssuer } from './stored-value/stored-value-issuer.service.js';
import { TopUpCapsController } from './stored-value/top-up-caps.controller.js';
import { TopUpCaps } from './stored-value/top-up-caps.service.js';
import { TopUpBonuses } from './top-ups/top-up-bonuses.js';
import { TopUpBonusesController } from './top-ups/top-up-bonuses.controller.js';
import { TopUpsController } from './top-ups/top-ups.controller.js';
import { TopUpCredits } from './top-ups/top-up-credits.service.js';
import { TopUpIntake } from './top-ups/top-up-intake.service.js';
import { TopUpOutcomes } from './top-ups/top-up-outcomes.service.js';
import { TopUpRequests } from './top-ups/top-up-requests.service.js';
import { TopUpSender } from './top-ups/top-up-sender.service.js';
import { TopUpsService } from './top-ups/top-ups.service.js';
import { StripeReserveCash } from './cash/stripe-reserve.cash.js';
import { FxPositions } from './treasury/fx-positions.service.js';
import { SafeguardLimits } from './treasury/safeguard-limits.service.js';
import { SafeguardingCash } from './treasury/safeguarding.cash.js';
import { SafeguardingService } from './treasury/safeguarding.service.js';
import { OperatorCash } from './treasury/operator-payout.cash.js';
import { AccountLook } from './platforms/account-health.adapter.js';
import { AccountHealths } from './platforms/account-health.service.js';
import { PayoutSchedules } from './treasury/payout-schedule.adapter.js';
import { PayoutScheduleService } from './treasury/payout-schedule.service.js';
import { TreasuryService } from './treasury/treasury.service.js';
import { UnreturnedMoney } from './wallet-refunds/unreturned-money.service.js';
import { ClosedWallets } from './wallet-refunds/closed-wallets.service.js';
import { WalletRefundCash } from './wallet-refunds/wallet-refund.cash.js';
import { WalletRefundSender } from './wallet-refunds/wallet-refund-sender.service.js';
import { WalletRefundsController } from './wallet-refunds/wallet-refunds.controller.js';
import { RefundsToCards } from './wallet-refunds/refunds-to-cards.service.js';
import { WalletRefundsService } from './wallet-refunds/wallet-refunds.service.js';
import { PaidElsewhere } from './withdrawals/paid-elsewhere.service.js';
import { WithdrawalCases } from './withdrawals/withdrawal-cases.service.js';
import { WithdrawalJobs } from './withdrawals/withdrawals.jobs.js';
import { WithdrawalsController } from './withdrawals/withdrawals.controller.js';
import { WithdrawalsService } from './withdrawals/withdrawals.service.js';
import { WalletsController } from './wallets.controller.js';
import { WalletsService } from './wallets.service.js';
import { WalletExpandable } from './wallet-expandable.js';

@Module({
  imports: [DiscoveryModule, LicenseesModule, IdentityModule],
  controllers: [
    WalletsController,
    TopUpBonusesController,
    TopUpCapsController,
    TopUpsController,
    StripeController,
    LedgerExplorerController,
    PersonWalletsController,
    UserWalletsController,
    BudgetsController,
    WalletRefundsController,
    WithdrawalsController,
    PayoutsController,
    PayeeTaxController,
    PayoutDocumentsController,
    DisputesController,
    FraudWarningsController,
    ReferralsController,
    AutoTopUpsController,
    CouponsController,
    AdvisorReservesController,
    SpendingLimitsController,
    LedgerCheckpointsController,
    PlatformsController,
    PayeeDebtsController,
    TestTopUpsController,
    TestDisputesController,
    TestPayoutsController,
  ],
  providers: [
    Ledger,
    WalletExpandable,
    NewCustomers,
    PromoLots,
    PromoExpiry,
    CouponsService,
    PromoSponsors,
    AdvisorReserves,
    ReferralProgrammes,
    Referrals,
    ReferralDesk,
    SpendingLimits,
    WalletsService,
    CardsService,
    StoredValueIssuer,
    IssuerVolumes,
    TopUpCaps,
    TopUpBonuses,
    TopUpCredits,
    TopUpIntake,
    TopUpOutcomes,
    TopUpRequests,
    TopUpSender,
    TopUpsService,
    StripeAccountsApi,
    StripeClient,
    StripeContexts,
    StripeHandlers,
    StripeKeys,
    BillingSecrets,
    StripeEventsService,
    BillingJobs,
    LedgerExplorerService,
    PersonWalletsService,
    Budgets,
    ReconciliationService,
    MoneyRulesService,
    CashMirrorService,
    Exchange,
    StripeComparisonService,
    TopUpCash,
    RefundsToCards,
    WalletRefundsService,
    WithdrawalsService,
    PaidElsewhere,
    WithdrawalCases,
    WithdrawalJobs,
    UnreturnedMoney,
    ClosedWallets,
    Refreeze,
    WalletRefundSender,
    WalletRefundCash,
    ConnectAccountSync,
    ConnectAccountsService,
    EarningChanges,
    EarningHolds,
    LicenseeShares,
    PayeeDebts,
    PayeeDebtDesk,
    PayoutClaims,
    PayoutOutcomes,
    PayoutSteps,
    PayoutsService,
    PayoutNews,
    PayeeTaxService,
    TaxIdentities,
    Dac7Service,
    PayoutDocuments,
    PayoutReturns,
    PayoutRuns,
    PayoutDesk,
    PayoutCash,
    AutoTopUpsService,
    TreasuryService,
    FxPositions,
    PayoutSchedules,
    AccountLook,
    AccountHealths,
    PayoutScheduleService,
    SafeguardLimits,
    SafeguardingService,
    SafeguardingCash,
    OperatorCash,
    StripeReserveCash,
    OwnPlatformCash,
    PaymentsItem,
    PlatformKeys,
    PlatformsService,
    Topologies,
    LedgerCheckpoints,
    FraudWarnings,
    FraudWarningIntake,
    FraudWarningDesk,
    DisputeBearers,
    DisputeMoney,
    DisputesService,
    DisputeSweep,
    DisputeDesk,
    DisputeCash,
    StripeConnect,
    SimulatedConnect,
    { provide: Connect, useClass: RoutedConnect },
    StripeDisputes,
    SimulatedDisputes,
    { provide: Disputes, useClass: RoutedDisputes },
    { provide: FraudWarningSource, useClass: StripeFraudWarnings },
    { provide: PlatformAccounts, useClass: StripePlatforms },
    StripePayments,
    SimulatedPayments,
    TestTopUps,
    TestWelcomes,
    TestDisputes,
    TestPayouts,
    { provide: Payments, useClass: RoutedPayments },
    StripeBooksAdapter,
    SimulatedBooks,
    { provide: StripeBooks, useClass: RoutedBooks },
  ],
  exports: [
    StoredValueIssuer,
    IssuerVolumes,
    Ledger,
    NewCustomers,
    SpendingLimits,
    TaxIdentities,
    StripeAccountsApi,
    Referrals,
    StripeClient,
    StripeContexts,
    TestWelcomes,
    WalletsService,
    TopUpIntake,
    TopUpsService,
    ReconciliationService,
    StripeComparisonService,
    MoneyRulesService,
    PayoutClaims,
    PayoutOutcomes,
    PayoutsService,
    RefundsToCards,
    WalletRefundsService,
    UnreturnedMoney,
    ConnectAccountsService,
    EarningHolds,
    LicenseeShares,
    PayeeDebts,
    PayeeDebtDesk,
    PromoSponsors,
    CouponsService,
    PayoutRuns,
    Topologies,
    SafeguardingService,
    FxPositions,
    TreasuryService,
    PayoutScheduleService,
    AccountHealths,
    Exchange,
  ],
})
export class BillingModule {}
