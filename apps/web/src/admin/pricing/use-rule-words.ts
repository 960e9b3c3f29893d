import { useTranslation } from 'react-i18next';
import { type Rule } from './rules.ts';
import { shownRule } from './fields.ts';

/** Values of rules as people read them. */
export function useRuleWords(): (rule: Rule, value: number | string | null) => string {
  const { t } = useTranslation('admin');
  const choices = {
    up: t('pricing.rounding.up'),
    down: t('pricing.rounding.down'),
    half_up: t('pricing.rounding.half_up'),
    licensee: t('pricing.sponsor.licensee'),
    advisor: t('pricing.sponsor.advisor'),
    operator: t('pricing.sponsor.operator'),
    seller: t('pricing.taxPlace.seller'),
    customer: t('pricing.taxPlace.customer'),
    inclusive: t('pricing.taxDisplay.inclusive'),
    exclusive: t('pricing.taxDisplay.exclusive'),
  };
  return (rule, value) =>
    shownRule(rule, value, {
      none: t(rule.name === 'platformFaultRefundMinutes' ? 'pricing.allOfIt' : 'pricing.noLimit'),
      choices,
      count: (kind, count) => t(kind === 'daysOrNone' ? 'pricing.days' : 'pricing.times', { count }),
    });
}
