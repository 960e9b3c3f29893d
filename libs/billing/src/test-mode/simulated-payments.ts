import { Injectable } from '@nestjs/common';
import { Db, UUID_PATTERN, assertNoTransaction, systemContext } from '@app/kernel';
import {
  type CardFacts,
  type CheckoutFacts,
  type PaymentFacts,
  Payments,
  type Payer,
  type RefundFacts,
  type RefundOrder,
  type TopUpOrder,
  type VerifiedEvent,
} from '../stripe/payments.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { InvalidSignature, PaymentsRejected } from '../stripe/stripe.problems.js';
import { TopUp } from '../top-ups/top-up.entity.js';

/** Cards of test mode: what the bank answers, and the digits that they are known by. */
export const TEST_CARDS = {
  success: { last4: '4242', declined: undefined },
  declined: { last4: '0002', declined: 'card_declined' },
  insufficient_funds: { last4: '9995', declined: 'insufficient_funds' },
  three_d_secure: { last4: '3155', declined: 'authentication_required' },
} as const satisfies Record<string, { last4: string; declined: string | undefined }>;
export type TestCard = keyof typeof TEST_CARDS;
export const TEST_CARD_NAMES = Object.keys(TEST_CARDS) as TestCard[];

const PAYMENT = /^pi_test_(.+)$/;
const CARD = new RegExp(`^pm_test_(${TEST_CARD_NAMES.join('|')})_(.+)$`);
const REFUND = /^re_test_(.+)_(\d+)_(\d+)$/;

export const testPaymentOf = (topUpId: string): string => `pi_test_${topUpId}`;
/** One of each for everybody: a card belongs to who pays with it. */
export const testPaymentMethodOf = (card: TestCard, personId: string): string => `pm_test_${card}_${personId}`;

/**
 * Payments of test mode (features.md N13). Nothing leaves the house, and nothing is kept here: every answer follows from the id, which names the row of ours that it is
 * about. So it may be repeated like the real one, and the ledger is written by the same code.
 */
@Injectable()
export class SimulatedPayments extends Payments {
  constructor(private readonly db: Db) {
    super();
  }

  async createCustomer(_context: StripeContext, payer: Payer): Promise<string> {
    assertNoTransaction();
    return `cus_test_${payer.personId}`;
  }

  async openCheckout(_context: StripeContext, order: TopUpOrder): Promise<{ sessionId: string; url: string }> {
    assertNoTransaction();
    const sessionId = `cs_test_${order.topUpId}`;
    // A name that never resolves: nobody is to type a card there.
    return { sessionId, url: `https://checkout.test.invalid/${sessionId}` };
  }

  async chargeSavedCard(
    _context: StripeContext,
    order: TopUpOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }> {
    assertNoTransaction();
    const { declined } = TEST_CARDS[cardOf(order.paymentMethodId)];
    return { paymentIntentId: testPaymentOf(order.topUpId), declined };
  }

  async refund(_context: StripeContext, order: RefundOrder): Promise<RefundFacts> {
    assertNoTransaction();
    return refundFacts(`re_test_${order.partId}_${order.attempt}_${order.amountMinor}`, order.licenseeId);
  }

  async refundFacts({ licenseeId }: StripeContext, refundId: string): Promise<RefundFacts> {
    assertNoTransaction();
    return refundFacts(refundId, licenseeId!);
  }

  /** Whoever asks for a payment asks for one that was made. */
  async payment({ licenseeId }: StripeContext, paymentIntentId: string): Promise<PaymentFacts> {
    const id = PAYMENT.exec(paymentIntentId)?.[1] ?? '';
    if (!UUID_PATTERN.test(id)) throw new PaymentsRejected('resource_missing');
    const topUp = await this.db.read(systemContext(licenseeId!, 'simulated.payment'), (tx) =>
      tx.findOneBy(TopUp, { licenseeId: licenseeId!, id }),
    );
    if (!topUp) throw new PaymentsRejected('resource_missing');
    return {
      paymentIntentId,
      status: 'succeeded',
      amountReceivedMinor: topUp.amount,
      currency: topUp.currency,
      licenseeId: licenseeId!,
      topUpId: id,
      savedPaymentMethodId: topUp.saveCard ? testPaymentMethodOf('success', topUp.personId) : undefined,
      chargeId: undefined,
      cardFingerprint: `test_${topUp.personId}`,
      failureCode: undefined,
    };
  }

  async checkout({ licenseeId }: StripeContext, sessionId: string): Promise<CheckoutFacts> {
    assertNoTransaction();
    const topUpId = /^cs_test_(.+)$/.exec(sessionId)?.[1];
    return { sessionId, status: 'expired', paymentIntentId: undefined, licenseeId: licenseeId!, topUpId };
  }

  async card(_context: StripeContext, paymentMethodId: string): Promise<CardFacts> {
    assertNoTransaction();
    return {
      paymentMethodId,
      brand: 'visa',
      last4: TEST_CARDS[cardOf(paymentMethodId)].last4,
      expMonth: 12,
      expYear: 2099,
      country: null,
    };
  }

  async removeCard(): Promise<void> {
    assertNoTransaction();
  }

  verifyEvent(): VerifiedEvent {
    throw new InvalidSignature();
  }

  verifyThinEvent(): VerifiedEvent {
    throw new InvalidSignature();
  }

  /** No event of test mode is lost. */
  async eventsSince(): Promise<void> {}
}

function cardOf(paymentMethodId: string): TestCard {
  const card = CARD.exec(paymentMethodId)?.[1];
  if (card === undefined) throw new PaymentsRejected('resource_missing');
  return card as TestCard;
}

function refundFacts(refundId: string, licenseeId: string): RefundFacts {
  const [, partId, , amount] = REFUND.exec(refundId) ?? [];
  if (amount === undefined) throw new PaymentsRejected('resource_missing');
  return { refundId, status: 'succeeded', amountMinor: BigInt(amount), licenseeId, partId, failureCode: undefined };
}
