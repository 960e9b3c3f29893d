import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeClient, toStripe } from '../stripe/stripe-client.adapter.js';
import { OPERATOR_CONTEXT } from '../stripe/stripe-context.js';

/** When Stripe pays out by itself from the operator's account, and what it would leave there. */
export interface PayoutSchedule {
  /** `manual`, or how often Stripe pays out; null = it did not say. */
  readonly schedule: string | null;
  /** By ISO 4217 code, minor units. */
  readonly floors: Readonly<Record<string, bigint>>;
}

/** The balance settings of the operator's own account at Stripe. @throws PaymentsUnavailable, PaymentsRejected */
@Injectable()
export class PayoutSchedules {
  constructor(private readonly client: StripeClient) {}

  async read(): Promise<PayoutSchedule> {
    return facts(await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.balanceSettings.retrieve()));
  }

  /** From now on money goes to the bank only when we ask for it. */
  async stop(): Promise<PayoutSchedule> {
    return this.update({ schedule: { interval: 'manual' } });
  }

  /** What has to stay, should anybody switch the schedule on again; a currency that is left out has none any more. */
  async keep(before: PayoutSchedule, floors: PayoutSchedule['floors']): Promise<PayoutSchedule> {
    const wanted: Record<string, number | ''> = {};
    for (const currency of Object.keys(before.floors)) wanted[currency.toLowerCase()] = '';
    for (const [currency, minor] of Object.entries(floors)) wanted[currency.toLowerCase()] = toStripe(minor);
    return this.update({ minimum_balance_by_currency: wanted });
  }

  private async update(payouts: Stripe.BalanceSettingsUpdateParams.Payments.Payouts): Promise<PayoutSchedule> {
    return facts(
      await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.balanceSettings.update({ payments: { payouts } })),
    );
  }
}

const facts = ({ payments: { payouts } }: Stripe.BalanceSettings): PayoutSchedule => ({
  schedule: payouts?.schedule?.interval ?? null,
  floors: Object.fromEntries(
    Object.entries(payouts?.minimum_balance_by_currency ?? {}).map(([currency, minor]) => [
      currency.toUpperCase(),
      BigInt(minor),
    ]),
  ),
});
