import { useTranslation } from 'react-i18next';
import { type Rule } from './rules.ts';
import { shownRule } from './fields.ts';

/** Values of rules as people read them. */
export function useRuleWords(): (rule: Rule, value: number | string | null) => string {
  const { t } = useTranslation('admin');
  const rounding = {
    up: t('pricing.rounding.up'),
    down: t('pricing.rounding.down'),
    half_up: t('pricing.rounding.half_up'),
  };
  return (rule, value) =>
    shownRule(rule, value, {
      none: t(rule.name === 'platformFaultRefundMinutes' ? 'pricing.allOfIt' : 'pricing.noLimit'),
      rounding,
    });
}
