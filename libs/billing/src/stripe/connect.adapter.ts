import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type AccountFacts, type AccountOrder, type BankPayoutFacts, Connect, type TransferOrder } from './connect.js';
import { StripeClient, toStripe } from './stripe-client.adapter.js';

const INCLUDE: Stripe.V2.Core.AccountRetrieveParams['include'] = [
  'configuration.recipient',
  'requirements',
  'identity',
];

/** Stripe Connect: Accounts v2, separate charges and transfers, payouts by hand (reference/money.md sections 2 and 3.6). */
@Injectable()
export class StripeConnect extends Connect {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async createAccount(order: AccountOrder): Promise<AccountFacts> {
    const account = await this.client.call((stripe) =>
      stripe.v2.core.accounts.create(
        {
          contact_email: order.email,
          display_name: order.name,
          dashboard: 'express',
          identity: { country: order.country.toLowerCase(), entity_type: order.entityType },
          configuration: {
            recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
          },
          defaults: {
            currency: order.currency.toLowerCase(),
            responsibilities: { fees_collector: 'application', losses_collector: 'application' },
          },
          metadata: { ...this.client.metadata(order.licenseeId, 'connect_account', order.id), party: order.party },
          include: INCLUDE,
        },
        { idempotencyKey: `acct:${order.id}` },
      ),
    );
    return facts(account);
  }

  async account(accountId: string): Promise<AccountFacts> {
    return facts(await this.client.call((stripe) => stripe.v2.core.accounts.retrieve(accountId, { include: INCLUDE })));
  }

  async onboardingLink(accountId: string, urls: { returnUrl: string; refreshUrl: string }): Promise<string> {
    const link = await this.client.call((stripe) =>
      stripe.v2.core.accountLinks.create({
        account: accountId,
        use_case: {
          type: 'account_onboarding',
          account_onboarding: {
            collection_options: { fields: 'eventually_due' },
            return_url: urls.returnUrl,
            refresh_url: urls.refreshUrl,
          },
        },
      }),
    );
    return link.url;
  }

  async setManualPayouts(accountId: string): Promise<void> {
    await this.client.call((stripe) =>
      stripe.balanceSettings.update(
        { payments: { payouts: { schedule: { interval: 'manual' } }, debit_negative_balances: false } },
        { stripeContext: accountId, idempotencyKey: `bal:${accountId}:1` },
      ),
    );
  }

  async transfer(order: TransferOrder): Promise<{ transferId: string }> {
    const transfer = await this.client.call((stripe) =>
      stripe.transfers.create(
        {
          amount: toStripe(order.amountMinor),
          currency: order.currency.toLowerCase(),
          destination: order.accountId,
          transfer_group: `payout:${order.payoutId}`,
          metadata: this.metadata(order),
        },
        { idempotencyKey: `trf:${order.payoutId}:${order.attempt}` },
      ),
    );
    return { transferId: transfer.id };
  }

  async reverse(order: TransferOrder & { transferId: string }): Promise<{ reversalId: string }> {
    const reversal = await this.client.call((stripe) =>
      stripe.transfers.createReversal(
        order.transferId,
        { amount: toStripe(order.amountMinor), metadata: this.metadata(order) },
        { idempotencyKey: `trr:${order.payoutId}` },
      ),
    );
    return { reversalId: reversal.id };
  }

  async payOut(order: TransferOrder & { descriptor: string }): Promise<BankPayoutFacts> {
    const payout = await this.client.call((stripe) =>
      stripe.payouts.create(
        {
          amount: toStripe(order.amountMinor),
          currency: order.currency.toLowerCase(),
          method: 'standard',
          statement_descriptor: order.descriptor,
          metadata: this.metadata(order),
        },
        { stripeContext: order.accountId, idempotencyKey: `pay:${order.payoutId}:${order.attempt}` },
      ),
    );
    return bankFacts(payout);
  }

  async bankPayout(accountId: string, stripePayoutId: string): Promise<BankPayoutFacts> {
    return bankFacts(
      await this.client.call((stripe) => stripe.payouts.retrieve(stripePayoutId, {}, { stripeContext: accountId })),
    );
  }

  async payOutOperator(order: Parameters<Connect['payOutOperator']>[0]): Promise<BankPayoutFacts> {
    const payout = await this.client.call((stripe) =>
      stripe.payouts.create(
        {
          amount: toStripe(order.amountMinor),
          currency: order.currency.toLowerCase(),
          metadata: this.client.metadata(order.licenseeId, 'operator_payout', order.id),
        },
        { idempotencyKey: `ops:${order.id}` },
      ),
    );
    return bankFacts(payout);
  }

  async operatorPayout(stripePayoutId: string): Promise<BankPayoutFacts> {
    return bankFacts(await this.client.call((stripe) => stripe.payouts.retrieve(stripePayoutId)));
  }

  private metadata(order: TransferOrder): Record<string, string> {
    return this.client.metadata(order.licenseeId, 'payout', order.payoutId);
  }
}

function facts(account: Stripe.V2.Core.Account): AccountFacts {
  const transfers = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
  const reasons = transfers?.status_details ?? [];
  return {
    accountId: account.id,
    transfersActive: transfers?.status === 'active',
    isRejected: reasons.some(({ code }) => /rejected/.test(code)),
    isClosed: account.closed === true,
    requirements: (account.requirements?.entries ?? [])
      .filter((entry) => entry.awaiting_action_from === 'user')
      .map((entry) => entry.description),
  };
}

const bankFacts = (payout: Stripe.Payout): BankPayoutFacts => ({
  stripePayoutId: payout.id,
  status:
    payout.status === 'paid'
      ? 'paid'
      : payout.status === 'failed' || payout.status === 'canceled'
        ? 'failed'
        : 'on_its_way',
  failureCode: payout.failure_code ?? (payout.status === 'canceled' ? 'canceled' : undefined),
  arrivesOn: new Date(payout.arrival_date * 1000),
});
