import { defineEvent } from '@app/kernel';

export const MarketingAsked = defineEvent<{ personId: string }>(
  'marketing.asked',
  'Somebody wants news and offers and has to confirm it',
);
/** `month`: `2026-11`. */
export const UsageReportDue = defineEvent<{ month: string }>('usage_report.due', 'A month of a licensee is over');
