import { MinorUnits, Shown } from '@app/kernel';
import { TIP_MAX_MINOR, TIP_MIN_MINOR } from './tip-rules.js';

export class GiveTip {
  @MinorUnits({
    description: 'From your paid balance; promo credit is not for tips',
    min: TIP_MIN_MINOR,
    max: TIP_MAX_MINOR,
    example: 500,
  })
  amountMinor: number;
}

export class TipView {
  @Shown('Id') id: string;
  @Shown('Call') callId: string;
  @Shown('Given, wholly to the advisor', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Ledger transaction') transactionId: string;
  @Shown('When', { format: 'date-time' }) createdAt: string;
}
