import { useTranslation } from 'react-i18next';
import type { Card } from './wallet.ts';

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  cartes_bancaires: 'Cartes Bancaires',
};

/** "Visa ending in 4242, valid until 04/27". */
export function useCardName(): (card: Card) => string {
  const { t } = useTranslation('site');
  return ({ brand, last4, expMonth, expYear }) =>
    t('cards.name', {
      brand: BRANDS[brand] ?? t('cards.card'),
      last4,
      expiry: `${expMonth.toString().padStart(2, '0')}/${expYear}`,
    });
}
