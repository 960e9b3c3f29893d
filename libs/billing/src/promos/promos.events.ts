import { defineEvent } from '@app/kernel';

/** Fourteen days before, or as soon as it is known when it was granted for less. */
export const PromoExpiring = defineEvent<{
  personId: string;
  amountMinor: number;
  currency: string;
  expiresAt: string;
}>('promo.expiring', 'Promo credit is about to expire');
export const PromoExpired = defineEvent<{ personId: string; amountMinor: number; currency: string }>(
  'promo.expired',
  'Promo credit expired',
);
