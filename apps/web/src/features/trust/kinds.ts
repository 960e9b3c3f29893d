import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';

export type RemovalReason = NonNullable<Schemas['PublicRatingView']['removalReason']>;

/** The reasons for which a rating is removed; there are no others. */
export const REMOVAL_REASONS = [
  'personal_data',
  'insult',
  'hate',
  'advertising',
  'off_topic',
  'untrue_fact',
  'unlawful',
] as const satisfies readonly RemovalReason[];

export const CONTENT_KINDS = [...REMOVAL_REASONS, 'conduct', 'other'] as const;

/** What a report is about, and why a rating was removed, in words. */
export function useKindWords(): (kind: Schemas['StaffReportView']['kind']) => string {
  const { t } = useTranslation('trust');
  return (kind) => t(`kind.${kind}`);
}
