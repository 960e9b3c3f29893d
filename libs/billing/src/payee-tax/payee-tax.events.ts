import { defineEvent } from '@app/kernel';

export const TaxIdentityReminded = defineEvent<{ advisorId: string; advisorPersonId: string; reminders: number }>(
  'tax_identity.reminded',
  'An advisor was asked for their tax identity',
);
