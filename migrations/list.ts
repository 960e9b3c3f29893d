import { Foundation1790000000001 } from './1790000000001-foundation.js';
import { People1790000000002 } from './1790000000002-people.js';
import { Ledger1790000000003 } from './1790000000003-ledger.js';
import { Payments1790000000004 } from './1790000000004-payments.js';
import { Calls1790000000005 } from './1790000000005-calls.js';
import { Batches1790000000006 } from './1790000000006-batches.js';
import { Audit1790000000007 } from './1790000000007-audit.js';
import { Brand1790000000008 } from './1790000000008-brand.js';
import { Tenant1790000000009 } from './1790000000009-tenant.js';
import { Access1790000000010 } from './1790000000010-access.js';
import { Experience1790000000011 } from './1790000000011-experience.js';
import { Books1790000000012 } from './1790000000012-books.js';
import { Presence1790000000013 } from './1790000000013-presence.js';
import { MoneyKinds1790000000014 } from './1790000000014-money-kinds.js';
import { Cash1790000000015 } from './1790000000015-cash.js';
import { Prices1790000000016 } from './1790000000016-prices.js';
import { Licences1790000000018 } from './1790000000018-licences.js';
import { Payouts1790000000020 } from './1790000000020-payouts.js';
import { Disputes1790000000021 } from './1790000000021-disputes.js';
import { LedgerCheckpoints1790000000022 } from './1790000000022-ledger-checkpoints.js';
import { AutoTopUps1790000000023 } from './1790000000023-auto-top-ups.js';
import { Promos1790000000024 } from './1790000000024-promos.js';
import { PromoLots1790000000025 } from './1790000000025-promo-lots.js';
import { Treasury1790000000026 } from './1790000000026-treasury.js';
import { Complaints1790000000027 } from './1790000000027-complaints.js';
import { Tax1790000000028 } from './1790000000028-tax.js';
import { Referrals1790000000029 } from './1790000000029-referrals.js';
import { Topologies1790000000030 } from './1790000000030-topologies.js';
import { TaxIdentities1790000000031 } from './1790000000031-tax-identities.js';
import { ApiKeys1790000000032 } from './1790000000032-api-keys.js';
import { ExternalIds1790000000033 } from './1790000000033-external-ids.js';
import { Events1790000000034 } from './1790000000034-events.js';
import { Webhooks1790000000035 } from './1790000000035-webhooks.js';
import { Mail1790000000036 } from './1790000000036-mail.js';
import { Callbacks1790000000037 } from './1790000000037-callbacks.js';
import { Schedules1790000000038 } from './1790000000038-schedules.js';
import { Bookings1790000000039 } from './1790000000039-bookings.js';
import { Trust1790000000040 } from './1790000000040-trust.js';
import { Links1790000000041 } from './1790000000041-links.js';
import { BookingBlocks1790000000042 } from './1790000000042-booking-blocks.js';
import { MailWorth1790000000043 } from './1790000000043-mail-worth.js';
import { Programs1790000000044 } from './1790000000044-programs.js';
import { OwnStripe1790000000045 } from './1790000000045-own-stripe.js';
import { RingAttempts1790000000046 } from './1790000000046-ring-attempts.js';
import { TestTwins1790000000047 } from './1790000000047-test-twins.js';
import { NewCustomers1790000000048 } from './1790000000048-new-customers.js';
import { Calendars1790000000049 } from './1790000000049-calendars.js';
import { SelfManaged1790000000050 } from './1790000000050-self-managed.js';
import { Nettings1790000000051 } from './1790000000051-nettings.js';
import { Reserves1790000000052 } from './1790000000052-reserves.js';
import { Valuations1790000000053 } from './1790000000053-valuations.js';
import { OutsidePayouts1790000000054 } from './1790000000054-outside-payouts.js';
import { BookingNames1790000000055 } from './1790000000055-booking-names.js';
import { Moderation1790000000057 } from './1790000000057-moderation.js';
import { CashGuards1790000000058 } from './1790000000058-cash-guards.js';
import { Incidents1790000000059 } from './1790000000059-incidents.js';
import { ClosedAccounts1790000000060 } from './1790000000060-closed-accounts.js';
import { LicenceReturns1790000000061 } from './1790000000061-licence-returns.js';
import { Safeguarding1790000000062 } from './1790000000062-safeguarding.js';
import { PaidByHand1790000000063 } from './1790000000063-paid-by-hand.js';
import { PastDue1790000000064 } from './1790000000064-past-due.js';
import { RefundsAndSponsors1790000000065 } from './1790000000065-refunds-and-sponsors.js';
import { PayeeRules1790000000066 } from './1790000000066-payee-rules.js';
import { StripeAccountHealth1790000000067 } from './1790000000067-stripe-account-health.js';
import { TestPayouts1790000000068 } from './1790000000068-test-payouts.js';
import { BookingFees1790000000069 } from './1790000000069-booking-fees.js';
import { Gifts1790000000070 } from './1790000000070-gifts.js';
import { PaidPayouts1790000000071 } from './1790000000071-paid-payouts.js';
import { Withdrawals1790000000072 } from './1790000000072-withdrawals.js';
import { StoredValue1790000000073 } from './1790000000073-stored-value.js';
import { UserInvoices1790000000074 } from './1790000000074-user-invoices.js';
import { VatNumbers1790000000075 } from './1790000000075-vat-numbers.js';
import { MoneyLookUps1790000000076 } from './1790000000076-money-look-ups.js';
import { Texts1790000000078 } from './1790000000078-texts.js';
import { ParkedLines1790000000079 } from './1790000000079-parked-lines.js';
import { PaidWithdrawals1790000000081 } from './1790000000081-paid-withdrawals.js';
import { BookingConsents1790000000083 } from './1790000000083-booking-consents.js';
import { OneMirrorAndRetention1790000000084 } from './1790000000084-one-mirror-and-retention.js';
import { WaitingAdvisors1790000000085 } from './1790000000085-waiting-advisors.js';
import { SellerTerms1790000000086 } from './1790000000086-seller-terms.js';
import { DropsAndReporters1790000000088 } from './1790000000088-drops-and-reporters.js';

/** Every migration, in order: one list for the whole database. */
export const MIGRATIONS = [
  Foundation1790000000001,
  People1790000000002,
  Ledger1790000000003,
  Payments1790000000004,
  Calls1790000000005,
  Batches1790000000006,
  Audit1790000000007,
  Brand1790000000008,
  Tenant1790000000009,
  Access1790000000010,
  Experience1790000000011,
  Books1790000000012,
  Presence1790000000013,
  MoneyKinds1790000000014,
  Cash1790000000015,
  Prices1790000000016,
  Licences1790000000018,
  Payouts1790000000020,
  Disputes1790000000021,
  LedgerCheckpoints1790000000022,
  AutoTopUps1790000000023,
  Promos1790000000024,
  PromoLots1790000000025,
  Treasury1790000000026,
  Complaints1790000000027,
  Tax1790000000028,
  Referrals1790000000029,
  Topologies1790000000030,
  TaxIdentities1790000000031,
  ApiKeys1790000000032,
  ExternalIds1790000000033,
  Events1790000000034,
  Webhooks1790000000035,
  Mail1790000000036,
  Callbacks1790000000037,
  Schedules1790000000038,
  Bookings1790000000039,
  Trust1790000000040,
  Links1790000000041,
  BookingBlocks1790000000042,
  MailWorth1790000000043,
  Programs1790000000044,
  OwnStripe1790000000045,
  RingAttempts1790000000046,
  TestTwins1790000000047,
  NewCustomers1790000000048,
  Calendars1790000000049,
  SelfManaged1790000000050,
  Nettings1790000000051,
  Reserves1790000000052,
  Valuations1790000000053,
  OutsidePayouts1790000000054,
  BookingNames1790000000055,
  Moderation1790000000057,
  CashGuards1790000000058,
  Incidents1790000000059,
  ClosedAccounts1790000000060,
  LicenceReturns1790000000061,
  Safeguarding1790000000062,
  PaidByHand1790000000063,
  PastDue1790000000064,
  RefundsAndSponsors1790000000065,
  PayeeRules1790000000066,
  StripeAccountHealth1790000000067,
  TestPayouts1790000000068,
  BookingFees1790000000069,
  Gifts1790000000070,
  PaidPayouts1790000000071,
  Withdrawals1790000000072,
  StoredValue1790000000073,
  UserInvoices1790000000074,
  VatNumbers1790000000075,
  MoneyLookUps1790000000076,
  Texts1790000000078,
  ParkedLines1790000000079,
  PaidWithdrawals1790000000081,
  BookingConsents1790000000083,
  OneMirrorAndRetention1790000000084,
  WaitingAdvisors1790000000085,
  SellerTerms1790000000086,
  DropsAndReporters1790000000088,
] as const;

/** Name of the newest one, which `/readyz` expects in the database. */
export const LATEST_MIGRATION = MIGRATIONS.at(-1)!.name;
