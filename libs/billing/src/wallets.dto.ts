import { Choice, ListEnvelope, MinorUnits, Moment, PageQuery, Shown, Text } from '@app/kernel';

export class WalletView {
  @Shown('ISO 4217 code') currency: string;
  @Shown('Money the user paid in, refundable', { type: 'integer' }) paidMinor: number;
  @Shown('Promo credit; spent first, never paid out', { type: 'integer' }) promoMinor: number;
  @Shown('Reserved for a running call; part of paid and promo', { type: 'integer' }) heldMinor: number;
  @Shown('What can be spent now: paid + promo - held', { type: 'integer' }) availableMinor: number;
  @Shown('Why the wallet is frozen; null when it is not', { type: String, nullable: true }) frozenReason: string | null;
  @Shown('When promo credit ends next; null = none does', { type: String, format: 'date-time', nullable: true })
  promoExpiresAt: string | null;
  @Shown('How much of the promo credit ends then', { type: 'integer' }) promoExpiringMinor: number;
  @Choice({
    description: 'Who keeps the money; licensee: it is paid in and out there, and paidMinor is what may be spent here',
    of: ['platform', 'licensee'],
  })
  keptBy: 'platform' | 'licensee';
}

export class UserStatementQuery extends PageQuery {
  @Choice({ description: 'Which money', of: ['paid', 'promo'], optional: true })
  bucket: 'paid' | 'promo' = 'paid';
}

export class StatementQuery extends UserStatementQuery {
  @Choice({ description: 'json for a page, csv for the whole statement', of: ['json', 'csv'], optional: true })
  format: 'json' | 'csv' = 'json';
}

export class StatementLineView {
  @Shown('Ledger transaction') id: string;
  @Shown(
    'Kind of the ledger transaction: top_up, settlement, call_refund, promo_grant ...; freeze and unfreeze are for a dispute, warning_freeze and warning_unfreeze for a warning of fraud',
  )
  kind: string;
  @Shown('Positive = money in', { type: 'integer' }) amountMinor: number;
  @Shown('Balance of the bucket after this line', { type: 'integer' }) balanceAfterMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('The call this belongs to', { type: String, nullable: true }) callId: string | null;
  @Shown('The booking this belongs to', { type: String, nullable: true }) bookingId: string | null;
  @Shown('The top-up that this promo credit came with', { type: String, nullable: true }) topUpId: string | null;
  @Shown('When this promo credit ends; null = never, or no promo credit', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  expiresAt: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
}

export class StatementView {
  @Shown('Always list') object: 'list';
  @Shown('Lines, newest first', { type: [StatementLineView] }) data: StatementLineView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

export class UserStatementView extends ListEnvelope {
  @Shown('Lines, newest first', { type: () => [StatementLineView] }) data: StatementLineView[];
}

export class GrantCredit {
  @MinorUnits({ description: 'Promo credit', min: 1, max: 100_000, example: 500 }) amountMinor: number;
  @Text({ description: 'Why; kept for the audit', max: 200, example: 'Line was bad yesterday' }) reason: string;
  @Moment({ description: 'When what is left of it ends; left out = never', optional: true }) expiresAt?: string;
}

export class CreditView {
  @Shown('Ledger transaction') id: string;
  @Shown('Who got it') personId: string;
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Why') reason: string;
  @Shown('When it ends; null = never', { type: String, format: 'date-time', nullable: true }) expiresAt: string | null;
}

export class ViolationView {
  @Shown('Broken rule') rule: string;
  @Shown('Account or transaction') subject: string;
}

export class LedgerCheckView {
  @Shown('Sum of all entries per currency; every one must be 0', {
    type: 'object',
    additionalProperties: { type: 'integer' },
  })
  sumByCurrency: Record<string, number>;
  @Shown('Transactions checked', { type: 'integer' }) transactions: number;
  @Shown('Accounts whose balance is not the sum of their entries', { type: 'integer' }) driftedAccounts: number;
  @Shown('Wallets below zero, now or ever', { type: 'integer' }) negativeWallets: number;
  @Shown('Every broken invariant', { type: [ViolationView] }) violations: ViolationView[];
}
