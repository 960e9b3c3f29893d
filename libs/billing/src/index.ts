export * from './billing.module.js';
export { PAUSE_REASONS } from './auto-top-ups/auto-top-ups.dto.js';
export * from './auto-top-ups/auto-top-ups.events.js';
export * from './cash/cash-source.js';
export * from './cash/stripe-comparison.service.js';
export * from './disputes/disputes.events.js';
export type { DisputeFacts } from './disputes/disputes.js';
export * from './disputes/evidence-source.js';
export * from './disputes/other-disputes.js';
export * from './ledger/ledger.js';
export * from './ledger/ledger-chain.js';
export * from './ledger/ledger-kinds.js';
export * from './ledger/ledger.problems.js';
export * from './money-rules.service.js';
export { Dac7Quarter } from './payee-tax/dac7.dto.js';
export {
  type Dac7Sums,
  type Identities,
  bySeller,
  dac7Csv,
  dac7Xml,
  quartersOf,
  reportingCompany,
} from './payee-tax/dac7-report.js';
export { asDac7File } from './payee-tax/dac7.service.js';
export * from './payee-tax/payee-tax.events.js';
export { TaxIdentities } from './payee-tax/tax-identities.js';
export { PayoutAccountList, PayoutAccountsQuery, PayoutAccountView } from './payouts/connect-accounts.dto.js';
export * from './payouts/connect-accounts.service.js';
export * from './payouts/earning-holds.js';
export { LicenseeShares } from './payouts/licensee-shares.js';
export { CouponsService } from './promos/coupons.service.js';
export { CouponList, CouponTerms, CouponView } from './promos/coupons.dto.js';
export { PromoSponsors } from './promos/promo-sponsors.service.js';
export { PayeeDebtDesk } from './payouts/payee-debt-desk.service.js';
export { PayeeDebtPage, PayeeDebtView, WriteOffDebt } from './payouts/payee-debts.dto.js';
export * from './payouts/payee-debts.js';
export * from './payouts/payout-calendar.js';
export * from './payouts/payout-claims.js';
export * from './payouts/payout-runs.service.js';
export * from './payouts/payouts.events.js';
export * from './payouts/share-debts.js';
export { companyParty } from './payout-documents/document-party.js';
export type { DocumentParty } from './payout-documents/payout-document.js';
export { PayoutsService } from './payouts/payouts.service.js';
export * from './platforms/account-health.dto.js';
export { ACCOUNT_FAULTS, type AccountFault, isGrave } from './platforms/account-health.js';
export * from './platforms/account-health.service.js';
export * from './platforms/platforms.events.js';
export * from './platforms/platforms.problems.js';
export * from './platforms/topologies.service.js';
export { NewCustomers } from './promos/new-customers.service.js';
export * from './promos/promos.events.js';
export * from './referrals/referrals.events.js';
export { Referrals } from './referrals/referrals.service.js';
export * from './reconciliation.service.js';
export * from './spending-limits/spending-limits.service.js';
export { NOTIFIED_FROM_EURO, VOLUME_ALERTS, volumeAlertOf } from './stored-value/issuer-volume.js';
export * from './stored-value/issuer-volumes.service.js';
export * from './stored-value/stored-value.events.js';
export { StoredValueIssuer } from './stored-value/stored-value-issuer.service.js';
export * from './stripe/connect.js';
export * from './stripe/payments.js';
export * from './stripe/stripe-books.js';
export * from './stripe/stripe.problems.js';
export * from './stripe/stripe-accounts-api.service.js';
export * from './stripe/stripe-context.js';
export * from './stripe/stripe-contexts.service.js';
export * from './stripe/stripe-events.service.js';
export { STRIPE_API_VERSION, StripeClient, toStripe } from './stripe/stripe-client.adapter.js';
export * from './stripe/stripe-handlers.js';
export { finishEvent } from './stripe/inbox.js';
export { TestTopUps } from './test-mode/test-top-ups.service.js';
export * from './top-ups.events.js';
export * from './top-ups.problems.js';
export * from './top-ups.service.js';
export * from './wallets.events.js';
export * from './wallets.service.js';
export * from './wallet-refunds/unreturned-money.dto.js';
export * from './wallet-refunds/unreturned-money.service.js';
export { SentOnView, type WalletRefundView } from './wallet-refunds/wallet-refunds.dto.js';
export * from './wallet-refunds/wallet-refunds.events.js';
export * from './wallet-refunds/wallet-refunds.problems.js';
export * from './wallet-refunds/wallet-refunds.service.js';
export * from './treasury/fx-positions.service.js';
export * from './treasury/payout-schedule.service.js';
export * from './treasury/safeguarding.service.js';
export * from './treasury/treasury.service.js';
