import i18next from 'i18next';

/**
 * What pressing a button agrees to whose page shows `wallet.mandateStart`, `call.topUp.mandateStart`, `call.consent.mandateStart` or `bookings.book.mandateStart` beside it.
 * Other words there are another version here and at the API (libs/billing/src/withdrawals/start-consents.ts).
 */
export const acceptedStart = () =>
  ({ version: 'start-at-once-1', locale: i18next.language.startsWith('de') ? 'de' : 'en' }) as const;
