import { Injectable } from '@nestjs/common';
import { StripeConnect } from '../stripe/connect.adapter.js';
import {
  type AccountFacts,
  type AccountOrder,
  type BankPayoutFacts,
  Connect,
  type MoveFacts,
  type MoveOrder,
  type TransferOrder,
} from '../stripe/connect.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { SimulatedConnect, type TenantConnect } from './simulated-connect.js';

type OperatorPayout = Parameters<Connect['payOutOperator']>[0];

/** Who is asked about a payee: Stripe, or in test mode nobody. */
@Injectable()
export class RoutedConnect extends Connect {
  constructor(
    private readonly stripe: StripeConnect,
    private readonly simulated: SimulatedConnect,
  ) {
    super();
  }

  createAccount(context: StripeContext, order: AccountOrder): Promise<AccountFacts> {
    return this.of(context).createAccount(context, order);
  }

  account(context: StripeContext, accountId: string): Promise<AccountFacts> {
    return this.of(context).account(context, accountId);
  }

  onboardingLink(
    context: StripeContext,
    accountId: string,
    urls: { returnUrl: string; refreshUrl: string },
  ): Promise<string> {
    return this.of(context).onboardingLink(context, accountId, urls);
  }

  setManualPayouts(context: StripeContext, accountId: string): Promise<void> {
    return this.of(context).setManualPayouts(context, accountId);
  }

  transfer(context: StripeContext, order: TransferOrder): Promise<{ transferId: string }> {
    return this.of(context).transfer(context, order);
  }

  reverse(
    context: StripeContext,
    order: TransferOrder & { transferId: string; returnedMinor: bigint },
  ): Promise<{ reversalId: string }> {
    return this.of(context).reverse(context, order);
  }

  payOut(context: StripeContext, order: TransferOrder & { descriptor: string }): Promise<BankPayoutFacts> {
    return this.of(context).payOut(context, order);
  }

  bankPayout(context: StripeContext, accountId: string, stripePayoutId: string): Promise<BankPayoutFacts> {
    return this.of(context).bankPayout(context, accountId, stripePayoutId);
  }

  /** The operator has no test mode. */
  payOutOperator(order: OperatorPayout): Promise<BankPayoutFacts> {
    return this.stripe.payOutOperator(order);
  }

  operatorPayout(stripePayoutId: string): Promise<BankPayoutFacts> {
    return this.stripe.operatorPayout(stripePayoutId);
  }

  startMove(order: MoveOrder): Promise<MoveFacts> {
    return this.stripe.startMove(order);
  }

  moveState(direction: MoveOrder['direction'], stripeId: string): Promise<MoveFacts> {
    return this.stripe.moveState(direction, stripeId);
  }

  private of({ isTest }: StripeContext): TenantConnect {
    return isTest === true ? this.simulated : this.stripe;
  }
}
