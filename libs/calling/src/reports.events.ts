import { defineEvent } from '@app/kernel';

/** Whom it concerns is to hear of it: what they read stands with the report. */
export const ReportedWarned = defineEvent<{ reportId: string; personId: string }>(
  'reported.warned',
  'Staff warned a person whom a report concerns',
);
export const ReportedSuspended = defineEvent<{ reportId: string; personId: string }>(
  'reported.suspended',
  'Staff suspended a person whom a report concerns',
);
