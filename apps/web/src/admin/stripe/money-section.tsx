import { Alert, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { Facts, Section } from '../parts/facts.tsx';
import type { Platform } from './use-stripe.ts';

/** What may leave for the licensee's bank, and what must not. */
export function MoneySection({ money: rows }: { money: Platform['money'] }) {
  const { t } = useTranslation('money');
  return (
    <Section title={t('platform.money.title')} text={t('platform.money.text')}>
      {rows.length === 0 && <Text>{t('platform.money.none')}</Text>}
      {rows.map((one) => (
        <Stack key={one.currency} gap="sm">
          <Facts
            facts={[
              { label: t('platform.money.atStripe'), value: money(one.atStripeMinor, one.currency) },
              { label: t('platform.money.callers'), value: money(one.callersMinor, one.currency) },
              { label: t('platform.money.advisors'), value: money(one.advisorsMinor, one.currency) },
              { label: t('platform.money.underWay'), value: money(one.underWayMinor, one.currency) },
              { label: t('platform.money.yours'), value: money(one.yoursMinor, one.currency) },
            ]}
          />
          {one.yoursMinor < 0 && (
            <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />}>
              {t('platform.money.missing')}
            </Alert>
          )}
        </Stack>
      ))}
    </Section>
  );
}
