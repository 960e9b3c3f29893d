import { defineEvent } from '@app/kernel';

export const LegalPublished = defineEvent<{ kind: string; locale: string; version: number }>(
  'legal.published',
  'A licensee published a version of a legal page',
);
