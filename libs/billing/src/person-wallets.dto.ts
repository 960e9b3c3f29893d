import { Shown } from '@app/kernel';
import { WalletView } from './wallets.dto.js';

const STATES = ['requested', 'open', 'processing', 'credited', 'failed', 'expired'] as const;

export class PersonTopUpView {
  @Shown('Id') id: string;
  @Shown('Only credited moves the wallet', { type: String, enum: [...STATES] }) status: (typeof STATES)[number];
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('checkout or saved_card') method: string;
  @Shown("Why it failed, in the card network's words", { type: String, nullable: true }) failureCode: string | null;
  @Shown("Stripe's id of the payment", { type: String, nullable: true }) paymentIntentId: string | null;
  @Shown('The posting that credited it', { type: String, nullable: true }) transactionId: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
  @Shown('When it was credited, failed or expired', { type: String, format: 'date-time', nullable: true })
  closedAt: string | null;
}

export class PersonHoldView {
  @Shown('The call it is reserved for', { type: String, nullable: true }) callId: string | null;
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('Part of it that is promo credit', { type: 'integer' }) promoMinor: number;
  @Shown('When it was reserved', { format: 'date-time' }) createdAt: string;
  @Shown('When it is given back at the latest', { format: 'date-time' }) expiresAt: string;
}

export class PersonWalletView extends WalletView {
  @Shown('Whose wallet') personId: string;
  @Shown('The newest 50, newest first', { type: () => [PersonTopUpView] }) topUps: PersonTopUpView[];
  @Shown('What is reserved now', { type: () => [PersonHoldView] }) holds: PersonHoldView[];
}
