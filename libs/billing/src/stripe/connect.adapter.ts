import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import {
  type AccountFacts,
  type AccountOrder,
  type BankPayoutFacts,
  Connect,
  type MoveFacts,
  type MoveOrder,
  type TransferOrder,
} from './connect.js';
import { OPERATOR_CONTEXT, type StripeContext } from './stripe-context.js';
import { StripeAccountsApi } from './stripe-accounts-api.service.js';
import { StripeClient, isWithoutV2, toStripe } from './stripe-client.adapter.js';
import { PaymentsRejected } from './stripe.problems.js';

const INCLUDE: Stripe.V2.Core.AccountRetrieveParams['include'] = [
  'configuration.recipient',
  'requirements',
  'identity',
];

/** Stripe Connect: Accounts v2 or v1, separate charges and transfers, payouts by hand (reference/money.md sections 2 and 3.6). */
@Injectable()
export class StripeConnect extends Connect {
  constructor(
    private readonly client: StripeClient,
    private readonly api: StripeAccountsApi,
  ) {
    super();
  }

  /** By Accounts v2; by v1 where Stripe has not enabled v2 for the platform, which it says once and is then kept. */
  async createAccount(context: StripeContext, order: AccountOrder): Promise<AccountFacts> {
    const known = await this.api.of(context);
    if (known === 'v1') return this.createV1(context, order);
    try {
      const facts = await this.createV2(context, order);
      if (known === undefined) await this.api.keep(context, 'v2');
      return facts;
    } catch (error) {
      if (!(error instanceof PaymentsRejected) || !isWithoutV2(error.providerCode)) throw error;
      await this.api.keep(context, 'v1');
      return this.createV1(context, order);
    }
  }

  private async createV2(context: StripeContext, order: AccountOrder): Promise<AccountFacts> {
    const account = await this.client.call(context, (stripe) =>
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
          metadata: this.accountMetadata(order),
          include: INCLUDE,
        },
        { idempotencyKey: `acct:${order.id}` },
      ),
    );
    return factsV2(account);
  }

  /** The same account by the older call: the platform is liable and pays the fees, Stripe asks the questions, the dashboard is Express. */
  private async createV1(context: StripeContext, order: AccountOrder): Promise<AccountFacts> {
    const account = await this.client.call(context, (stripe) =>
      stripe.accounts.create(
        {
          email: order.email,
          country: order.country,
          business_type: order.entityType,
          business_profile: { name: order.name },
          default_currency: order.currency.toLowerCase(),
          controller: {
            fees: { payer: 'application' },
            losses: { payments: 'application' },
            stripe_dashboard: { type: 'express' },
            requirement_collection: 'stripe',
          },
          capabilities: { transfers: { requested: true } },
          metadata: this.accountMetadata(order),
        },
        { idempotencyKey: `acct-v1:${order.id}` },
      ),
    );
    return factsV1(account);
  }

  async account(context: StripeContext, accountId: string): Promise<AccountFacts> {
    return (await this.api.of(context)) === 'v1'
      ? factsV1(await this.client.call(context, (stripe) => stripe.accounts.retrieve(accountId)))
      : factsV2(
          await this.client.call(context, (stripe) =>
            stripe.v2.core.accounts.retrieve(accountId, { include: INCLUDE }),
          ),
        );
  }

  async onboardingLink(
    context: StripeContext,
    accountId: string,
    urls: { returnUrl: string; refreshUrl: string },
  ): Promise<string> {
    const pages = { return_url: urls.returnUrl, refresh_url: urls.refreshUrl };
    const options = { collection_options: { fields: 'eventually_due' as const } };
    const isV1 = (await this.api.of(context)) === 'v1';
    const link = await this.client.call<{ url: string }>(context, (stripe) =>
      isV1
        ? stripe.accountLinks.create({ account: accountId, type: 'account_onboarding', ...options, ...pages })
        : stripe.v2.core.accountLinks.create({
            account: accountId,
            use_case: { type: 'account_onboarding', account_onboarding: { ...options, ...pages } },
          }),
    );
    return link.url;
  }

  async setManualPayouts(context: StripeContext, accountId: string): Promise<void> {
    await this.client.call(context, (stripe) =>
      stripe.balanceSettings.update(
        { payments: { payouts: { schedule: { interval: 'manual' } }, debit_negative_balances: false } },
        { stripeContext: accountId, idempotencyKey: `bal:${accountId}:1` },
      ),
    );
  }

  async transfer(context: StripeContext, order: TransferOrder): Promise<{ transferId: string }> {
    // Looked for first, as every payout below: Stripe forgets its keys after a day, and a request whose answer was lost before would send the money twice.
    const {
      data: [made],
    } = await this.client.call(context, (stripe) =>
      stripe.transfers.list({ transfer_group: `payout:${order.payoutId}`, limit: 1 }),
    );
    if (made) return { transferId: made.id };
    const transfer = await this.client.call(context, (stripe) =>
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

  async reverse(
    context: StripeContext,
    order: TransferOrder & { transferId: string; returnedMinor: bigint },
  ): Promise<{ reversalId: string }> {
    // Another amount is another request: a part may come back between two tries.
    const rest = order.returnedMinor === 0n ? '' : `:${order.returnedMinor}`;
    const reversal = await this.client.call(context, (stripe) =>
      stripe.transfers.createReversal(
        order.transferId,
        { amount: toStripe(order.amountMinor), metadata: this.metadata(order) },
        { idempotencyKey: `trr:${order.payoutId}${rest}` },
      ),
    );
    return { reversalId: reversal.id };
  }

  async payOut(context: StripeContext, order: TransferOrder & { descriptor: string }): Promise<BankPayoutFacts> {
    const made = await this.madePayout(context, order.payoutId, { stripeContext: order.accountId });
    if (made) return bankFacts(made);
    const payout = await this.client.call(context, (stripe) =>
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

  async bankPayout(context: StripeContext, accountId: string, stripePayoutId: string): Promise<BankPayoutFacts> {
    return bankFacts(
      await this.client.call(context, (stripe) =>
        stripe.payouts.retrieve(stripePayoutId, {}, { stripeContext: accountId }),
      ),
    );
  }

  async payOutOperator(order: Parameters<Connect['payOutOperator']>[0]): Promise<BankPayoutFacts> {
    const made = await this.madePayout(OPERATOR_CONTEXT, order.id);
    if (made) return bankFacts(made);
    const payout = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
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
    return bankFacts(await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.payouts.retrieve(stripePayoutId)));
  }

  async startMove(order: MoveOrder): Promise<MoveFacts> {
    const asked = {
      amount: toStripe(order.amountMinor),
      currency: order.currency.toLowerCase(),
      metadata: this.client.metadata(order.licenseeId, order.kind, order.id),
    };
    if (order.direction === 'out')
      return payoutFacts(
        (await this.madePayout(OPERATOR_CONTEXT, order.id)) ??
          (await this.client.call(OPERATOR_CONTEXT, (stripe) =>
            stripe.payouts.create({ ...asked, destination: order.destination }, { idempotencyKey: `sgo:${order.id}` }),
          )),
      );
    return topupFacts(
      (await this.madeTopup(order.id)) ??
        (await this.client.call(OPERATOR_CONTEXT, (stripe) =>
          stripe.topups.create(asked, { idempotencyKey: `sgb:${order.id}` }),
        )),
    );
  }

  async moveState(direction: MoveOrder['direction'], stripeId: string): Promise<MoveFacts> {
    return direction === 'out'
      ? payoutFacts(await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.payouts.retrieve(stripeId)))
      : topupFacts(await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.topups.retrieve(stripeId)));
  }

  /** One of ours that Stripe has made already. Also one that failed: that is the answer, which nobody heard; a second one would go out under the same name. */
  private async madePayout(
    context: StripeContext,
    localId: string,
    options: Stripe.RequestOptions = {},
  ): Promise<Stripe.Payout | undefined> {
    const { data } = await this.client.call(context, (stripe) => stripe.payouts.list({ limit: 100 }, options));
    return data.find(({ metadata }) => metadata?.['local_id'] === localId);
  }

  /** The same of money that is brought back. */
  private async madeTopup(localId: string): Promise<Stripe.Topup | undefined> {
    const { data } = await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.topups.list({ limit: 100 }));
    return data.find(({ metadata }) => metadata['local_id'] === localId);
  }

  private accountMetadata(order: AccountOrder): Record<string, string> {
    return { ...this.client.metadata(order.licenseeId, 'connect_account', order.id), party: order.party };
  }

  private metadata(order: TransferOrder): Record<string, string> {
    return this.client.metadata(order.licenseeId, 'payout', order.payoutId);
  }
}

function factsV2(account: Stripe.V2.Core.Account): AccountFacts {
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

const factsV1 = (account: Stripe.Account): AccountFacts => ({
  accountId: account.id,
  transfersActive: account.capabilities?.transfers === 'active',
  isRejected: account.requirements?.disabled_reason?.startsWith('rejected') === true,
  isClosed: false,
  requirements: account.requirements?.currently_due ?? [],
});

const payoutFacts = (payout: Stripe.Payout): MoveFacts => {
  const { stripePayoutId, status, failureCode } = bankFacts(payout);
  const reached = { on_its_way: 'under_way', paid: 'done', failed: 'failed' } as const;
  return { stripeId: stripePayoutId, status: reached[status], failureCode };
};

const topupFacts = ({ id, status, failure_code: code }: Stripe.Topup): MoveFacts => ({
  stripeId: id,
  status: status === 'succeeded' ? 'done' : status === 'pending' ? 'under_way' : 'failed',
  failureCode: code ?? (status === 'canceled' || status === 'reversed' ? status : undefined),
});

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
  localId: payout.metadata?.['local_id'],
});
