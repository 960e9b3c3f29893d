import type Stripe from 'stripe';
import { accountV2 } from './harness.js';
import type { RequestShape } from './request-shapes.js';

const metadata = { env: 'sandbox', tenant: 'lic_1', kind: 'settlement', local_id: '0190a1b2' };
const yesterday = () => Math.floor(Date.now() / 1000) - 86_400;
const notInMock = 'stripe-mock does not know the v2 API';
const newerThanMock = 'the call is newer than the API version of stripe-mock';

const urls = { refresh_url: 'https://pro.example/again', return_url: 'https://pro.example/back' };
const bank = (account_number: string) => ({
  object: 'bank_account' as const,
  country: 'DE',
  currency: 'eur',
  account_number,
});

/** Connected accounts: money.md sections 2.3 and 2.4. */
const ACCOUNT_SHAPES: readonly RequestShape[] = [
  {
    name: 'v2.core.accounts.create of a payee',
    notInMock,
    send: (stripe) => stripe.v2.core.accounts.create(accountV2(), { idempotencyKey: `acc:${Math.random()}` }),
  },
  {
    name: 'v2.core.accounts.create of a licensee that settles itself',
    notInMock,
    send: (stripe) =>
      stripe.v2.core.accounts.create({
        ...accountV2(),
        identity: { country: 'cy', entity_type: 'company', business_details: { registered_name: 'Acme Ltd' } },
        configuration: {
          ...accountV2().configuration,
          merchant: { capabilities: { card_payments: { requested: true } } },
          customer: {},
        },
      }),
  },
  {
    name: 'v2.core.accounts.retrieve',
    notInMock,
    send: (stripe, ids) =>
      stripe.v2.core.accounts.retrieve(ids.account, {
        include: ['configuration.recipient', 'configuration.merchant', 'requirements', 'identity', 'defaults'],
      }),
  },
  {
    name: 'v2.core.accounts.update',
    notInMock,
    send: (stripe, ids) =>
      stripe.v2.core.accounts.update(ids.account, {
        contact_email: 'b@example.com',
        metadata,
        include: ['requirements'],
      }),
  },
  {
    name: 'v2.core.accounts.list',
    notInMock,
    send: (stripe) => stripe.v2.core.accounts.list({ limit: 20, applied_configurations: ['recipient'] }),
  },
  {
    name: 'v2.core.accounts.close',
    notInMock,
    send: (stripe, ids) => stripe.v2.core.accounts.close(ids.emptyAccount, { applied_configurations: ['recipient'] }),
  },
  {
    name: 'v2.core.accountLinks.create',
    notInMock,
    send: (stripe, ids) =>
      stripe.v2.core.accountLinks.create({
        account: ids.account,
        use_case: {
          type: 'account_onboarding',
          account_onboarding: { ...urls, collection_options: { fields: 'eventually_due' } },
        },
      }),
  },
  {
    name: 'v2.core.events.list',
    notInMock,
    send: (stripe, ids) =>
      stripe.v2.core.events.list({
        object_id: ids.account,
        types: ['v2.core.account.created'],
        created: { gt: yesterday() },
        limit: 10,
      }),
  },
  {
    name: 'v2.core.events.retrieve',
    notInMock,
    send: (stripe, ids) => stripe.v2.core.events.retrieve(ids.thinEvent),
  },
  {
    name: 'accounts.create, the v1 fallback',
    send: (stripe) =>
      stripe.accounts.create({
        country: 'DE',
        email: 'a@example.com',
        controller: {
          fees: { payer: 'application' },
          losses: { payments: 'application' },
          stripe_dashboard: { type: 'express' },
          requirement_collection: 'stripe',
        },
        capabilities: { transfers: { requested: true } },
        tos_acceptance: { service_agreement: 'recipient' },
        metadata,
      }),
  },
  { name: 'accounts.retrieve', send: (stripe, ids) => stripe.accounts.retrieve(ids.account) },
  { name: 'accounts.update', send: (stripe, ids) => stripe.accounts.update(ids.account, { metadata }) },
  { name: 'accounts.list', send: (stripe) => stripe.accounts.list({ limit: 10, created: { gt: yesterday() } }) },
  { name: 'accounts.createLoginLink', send: (stripe, ids) => stripe.accounts.createLoginLink(ids.account) },
  {
    name: 'accountLinks.create',
    send: (stripe, ids) =>
      stripe.accountLinks.create({
        account: ids.account,
        type: 'account_onboarding',
        ...urls,
        collection_options: { fields: 'eventually_due' },
      }),
  },
  {
    name: 'accounts.createExternalAccount',
    notInMock: 'the description in stripe-mock knows tokens only',
    send: (stripe, ids) =>
      stripe.accounts.createExternalAccount(ids.account, {
        external_account: bank('DE89370400440532013000'),
        default_for_currency: true,
      }),
  },
  {
    name: 'accounts.listExternalAccounts',
    send: (stripe, ids) => stripe.accounts.listExternalAccounts(ids.account, { limit: 10, object: 'bank_account' }),
  },
  {
    name: 'accounts.retrieveExternalAccount',
    send: (stripe, ids) => stripe.accounts.retrieveExternalAccount(ids.account, ids.bankAccount),
  },
  {
    name: 'accounts.updateExternalAccount',
    send: (stripe, ids) => stripe.accounts.updateExternalAccount(ids.account, ids.bankAccount, { metadata }),
  },
  {
    name: 'accounts.deleteExternalAccount',
    send: (stripe, ids) => stripe.accounts.deleteExternalAccount(ids.account, ids.spareBankAccount),
  },
];

const as = (account: string): Stripe.RequestOptions => ({ stripeContext: account });

/** Money between accounts and out: money.md section 3.6. */
const MONEY_SHAPES: readonly RequestShape[] = [
  {
    name: 'transfers.create',
    send: (stripe, ids) =>
      stripe.transfers.create(
        {
          amount: 100,
          currency: 'eur',
          destination: ids.account,
          transfer_group: 'settle:1',
          description: 'Settlement 1',
          metadata,
        },
        { idempotencyKey: `trf:${Math.random()}` },
      ),
  },
  {
    name: 'transfers.create tied to a charge',
    send: (stripe, ids) =>
      stripe.transfers.create({
        amount: 100,
        currency: 'eur',
        destination: ids.account,
        source_transaction: ids.charge,
      }),
  },
  {
    name: 'transfers.retrieve',
    send: (stripe, ids) => stripe.transfers.retrieve(ids.transfer, { expand: ['balance_transaction'] }),
  },
  {
    name: 'transfers.list',
    send: (stripe, ids) =>
      stripe.transfers.list({
        transfer_group: 'settle:1',
        destination: ids.account,
        created: { gt: yesterday() },
        limit: 100,
      }),
  },
  {
    name: 'transfers.createReversal',
    send: (stripe, ids) => stripe.transfers.createReversal(ids.transfer, { amount: 10, metadata }),
  },
  {
    name: 'transfers.listReversals',
    send: (stripe, ids) => stripe.transfers.listReversals(ids.transfer, { limit: 100 }),
  },
  {
    name: 'transfers.retrieveReversal',
    send: (stripe, ids) => stripe.transfers.retrieveReversal(ids.transfer, ids.reversal),
  },
  { name: 'balance.retrieve of an account', send: (stripe, ids) => stripe.balance.retrieve({}, as(ids.account)) },
  {
    name: 'balanceTransactions.list of an account',
    send: (stripe, ids) => stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }, as(ids.account)),
  },
  {
    name: 'balanceSettings.retrieve',
    send: (stripe) => stripe.balanceSettings.retrieve(),
  },
  {
    name: 'balanceSettings.update of the platform',
    notInMock: newerThanMock,
    send: (stripe) =>
      stripe.balanceSettings.update({
        payments: { payouts: { schedule: { interval: 'manual' }, minimum_balance_by_currency: { eur: 50_000 } } },
      }),
  },
  {
    name: 'balanceSettings.update of an account',
    notInMock: newerThanMock,
    send: (stripe, ids) =>
      stripe.balanceSettings.update(
        {
          payments: {
            payouts: { schedule: { interval: 'manual' }, statement_descriptor: 'ACME' },
            debit_negative_balances: false,
          },
        },
        as(ids.account),
      ),
  },
  {
    name: 'payouts.create of an account',
    send: (stripe, ids) =>
      stripe.payouts.create(
        { amount: 100, currency: 'eur', method: 'standard', statement_descriptor: 'ACME', metadata },
        { ...as(ids.account), idempotencyKey: `pay:${Math.random()}` },
      ),
  },
  {
    name: 'payouts.create of the platform',
    send: (stripe) => stripe.payouts.create({ amount: 100, currency: 'eur', metadata }),
  },
  {
    name: 'payouts.retrieve',
    send: (stripe, ids) =>
      stripe.payouts.retrieve(ids.payout, { expand: ['destination', 'balance_transaction'] }, as(ids.account)),
  },
  {
    name: 'payouts.list',
    send: (stripe, ids) =>
      stripe.payouts.list({ status: 'pending', created: { gt: yesterday() }, limit: 100 }, as(ids.account)),
  },
  { name: 'payouts.cancel', send: (stripe, ids) => stripe.payouts.cancel(ids.payout, {}, as(ids.account)) },
  {
    name: 'topups.create',
    send: (stripe) => stripe.topups.create({ amount: 5000, currency: 'eur', description: 'Cover', metadata }),
  },
  { name: 'topups.retrieve', send: (stripe, ids) => stripe.topups.retrieve(ids.topup) },
  { name: 'topups.list', send: (stripe) => stripe.topups.list({ status: 'succeeded', limit: 10 }) },
  {
    name: 'webhookEndpoints.create for connected accounts',
    send: (stripe) =>
      stripe.webhookEndpoints.create({
        url: 'https://api.example/webhooks/stripe/connect',
        enabled_events: ['account.updated', 'payout.paid', 'payout.failed'],
        connect: true,
      }),
  },
];

/** Every request about connected accounts and their money. */
export const CONNECT_SHAPES: readonly RequestShape[] = [...ACCOUNT_SHAPES, ...MONEY_SHAPES];
