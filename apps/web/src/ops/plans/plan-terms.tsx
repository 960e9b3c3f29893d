import { List } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money, number, percent } from '~/shared/format.ts';

type Terms = Schemas['PlanTermsView'];
const LIMITS = ['maxAdvisors', 'maxUsers', 'maxConcurrentCalls', 'maxApiPerMinute', 'maxStorageMb'] as const;

/** What a plan asks for and allows, in words. */
function wordsOf(terms: Terms, currency: string, t: TFunction<'ops'>): string[] {
  const amount = (minor: number): string => money(minor, currency);
  return [
    terms.setupFeeMinor === null ? null : t('plans.term.setup', { amount: amount(terms.setupFeeMinor) }),
    terms.monthlyFeeMinor === null ? null : t('plans.term.monthly', { amount: amount(terms.monthlyFeeMinor) }),
    terms.minimumMonthlyMinor === null ? null : t('plans.term.minimum', { amount: amount(terms.minimumMonthlyMinor) }),
    terms.operatorRatePerMinuteMinor === null
      ? null
      : t('plans.term.minute', { amount: amount(terms.operatorRatePerMinuteMinor) }),
    terms.operatorShareBp === null ? null : t('plans.term.share', { share: percent(terms.operatorShareBp) }),
    terms.trialDays === 0 ? null : t('plans.term.trial', { count: terms.trialDays }),
    ...LIMITS.map((name) => {
      const value = terms[name];
      return value === null ? null : `${t(`limits.${name}`)}: ${number(value)}`;
    }),
  ].filter((line) => line !== null);
}

export function PlanTerms({ terms, currency }: { terms: Terms; currency: string }) {
  const { t } = useTranslation('ops');
  const words = wordsOf(terms, currency, t);
  return (
    <List size="sm">
      {(words.length === 0 ? [t('plans.term.nothing')] : words).map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
