import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';

type Limit = number | null;
const limitOf = (value: unknown): Limit => (typeof value === 'number' ? value : null);

/** The licensee's limits in money, at each rate that is outside of them. */
export function useRateErrors() {
  const { t } = useTranslation('pro');
  const words = (min: Limit, max: Limit): string => {
    if (min !== null && max !== null) return t('profile.rateBetween', { min: money(min), max: money(max) });
    return min === null
      ? t('profile.rateAtMost', { max: money(max ?? 0) })
      : t('profile.rateAtLeast', { min: money(min) });
  };
  return (
    change: Schemas['ChangeAdvisorRequest'],
    limits: Readonly<Record<string, unknown>>,
  ): Record<string, string> => {
    const [min, max] = [limitOf(limits['minMinor']), limitOf(limits['maxMinor'])];
    const isOutside = (rate: number | null | undefined): boolean =>
      typeof rate === 'number' && ((min !== null && rate < min) || (max !== null && rate > max));
    return {
      ...(isOutside(change.voiceRateMinor) ? { voiceRate: words(min, max) } : {}),
      ...(isOutside(change.videoRateMinor) ? { videoRate: words(min, max) } : {}),
    };
  };
}
