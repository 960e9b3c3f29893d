import { useTranslation } from 'react-i18next';
import { weekdayName } from '~/features/prices/index.ts';
import { money, percent } from '~/shared/format.ts';
import type { Pricing } from './rules.ts';

/** Rules that are lists, as people read them. */
export function useListWords(): {
  hours: (hours: Pricing['rateHours']) => string;
  bonuses: (bonuses: Pricing['topUpBonuses']) => string;
} {
  const { t } = useTranslation('admin');
  const list = (lines: readonly string[]): string => (lines.length === 0 ? t('pricing.noneOf') : lines.join(' · '));
  return {
    hours: (hours) =>
      list(
        hours.map(
          ({ day, from, to, adjustBp }) =>
            `${weekdayName(day)} ${from}–${to} ${adjustBp > 0 ? '+' : '−'}${percent(Math.abs(adjustBp))}`,
        ),
      ),
    bonuses: (bonuses) =>
      list(
        bonuses.map(({ fromMinor, bonusMinor }) =>
          t('pricing.bonuses.tier', { from: money(fromMinor), bonus: money(bonusMinor) }),
        ),
      ),
  };
}
