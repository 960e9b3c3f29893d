import { Choice, Id, ListEnvelope, MinorUnits, Moment, Shown, Text } from '@app/kernel';

export const REFUND_PART_STATES = ['requested', 'sent', 'succeeded', 'failed'] as const;
export const WALLET_REFUND_CAUSES = [
  'person',
  'staff',
  'account_closed',
  'licence_ended',
  'fraud_warning',
  'call_refund',
  'withdrawal',
] as const;
export type WalletRefundCause = (typeof WALLET_REFUND_CAUSES)[number];

export class RequestWalletRefund {
  @MinorUnits({ description: 'How much; left out = all that can be paid back', min: 1, example: 1000, optional: true })
  amountMinor?: number;
}

export class RefundWallet extends RequestWalletRefund {
  @Text({ description: 'Why; the person and the audit log see it', max: 500, example: 'Asked by mail' })
  reason: string;
}

export class WalletRefundPartView {
  @Id('topUp', { description: 'The payment it goes back to' }) topUpId: string;
  @Shown('Amount in minor units', { type: 'integer' }) amountMinor: number;
  @Choice({
    description:
      'requested: on its way to Stripe. sent: Stripe has it. succeeded: the bank took it. failed: it is back in the wallet',
    of: REFUND_PART_STATES,
  })
  status: (typeof REFUND_PART_STATES)[number];
  @Shown('Why it failed, in the words of Stripe', { type: String, nullable: true }) failureCode: string | null;
}

export class WalletRefundView {
  @Id('walletRefund', { description: 'Id' }) id: string;
  @Id('person', { description: 'Whose wallet' }) personId: string;
  @Shown('Amount in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Choice({ description: 'Who asked, or what led to it', of: WALLET_REFUND_CAUSES }) cause: WalletRefundCause;
  @Shown('Why', { type: String }) reason: string;
  @Shown('One per payment it goes back to, newest payment first', { type: () => [WalletRefundPartView] })
  parts: WalletRefundPartView[];
  @Moment({ description: 'Asked at' }) createdAt: string;
}

/** What of a refund of a call goes back to the cards, and what could not. */
export class SentOnView {
  @Id('walletRefund', {
    description: 'The refund to the cards; null where no payment could take anything',
    nullable: true,
  })
  walletRefundId: string | null;
  @Shown('On its way to the cards, or there, in minor units', { type: 'integer' }) cardMinor: number;
  @Shown(
    'In the wallet, because no payment could take it: promo credit, a payment that is disputed or was given back, a card that refused',
    {
      type: 'integer',
    },
  )
  walletMinor: number;
  @Shown('One per payment it goes back to, newest payment first', { type: () => [WalletRefundPartView] })
  parts: WalletRefundPartView[];
}

export class WalletRefundList extends ListEnvelope {
  @Shown('Newest first', { type: () => [WalletRefundView] }) data: WalletRefundView[];
}

export class RefundableView {
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Shown('What can be paid back to the cards it came from, in minor units', { type: 'integer' })
  refundableMinor: number;
}
