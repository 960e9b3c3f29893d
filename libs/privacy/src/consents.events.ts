import { defineEvent } from '@app/kernel';

/** Given or taken back; the record says which. */
export const MarketingConsentRecorded = defineEvent<{ readonly personId: string }>(
  'consent.marketing_recorded',
  'Somebody said whether news and offers are wanted',
);
