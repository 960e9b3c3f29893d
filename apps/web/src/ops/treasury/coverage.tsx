import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { type Column, DataTable, StatusBadge } from '~/shared/ui/index.ts';
import { Figure } from '../ui/figure.tsx';
import { nameOfCurrency } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import { PayOutButton } from './pay-out-button.tsx';
import type { Coverage } from './use-treasury.ts';

const OWED = [
  ['treasury.wallets', 'walletsMinor'],
  ['treasury.advisors', 'advisorsMinor'],
  ['treasury.licensees', 'licenseesMinor'],
  ['treasury.tax', 'taxMinor'],
  ['treasury.underWay', 'underWayMinor'],
] as const satisfies readonly (readonly [string, keyof Coverage])[];
type Owed = (typeof OWED)[number];

/** One currency: what lies at Stripe, whose it is, and what of it may leave. */
export function CoverageOf({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation('ops');
  const { currency, atStripeMinor, reservedMinor, safeguardedMinor, floorMinor, surplusMinor } = coverage;
  const isCovered = surplusMinor >= 0;
  const columns: Column<Owed>[] = [
    { id: 'whom', header: t('treasury.whom'), cell: ([name]) => t(name) },
    {
      id: 'amount',
      header: t('treasury.amount'),
      numeric: true,
      cell: ([, field]) => money(coverage[field], currency),
    },
  ];
  return (
    <Section title={nameOfCurrency(currency)}>
      <SimpleGrid component="dl" m={0} cols={{ base: 1, sm: 3 }}>
        <Figure label={t('treasury.atStripe')} hint={t('treasury.atStripeText')}>
          {money(atStripeMinor, currency)}
        </Figure>
        <Figure label={t('treasury.floor')} hint={t('treasury.floorText')}>
          {money(floorMinor, currency)}
        </Figure>
        <Figure label={t('treasury.surplus')} hint={t('treasury.surplusText')}>
          {money(Math.max(0, surplusMinor), currency)}
        </Figure>
      </SimpleGrid>
      {safeguardedMinor !== 0 && (
        <Text>{t('treasury.safeguardedText', { amount: money(safeguardedMinor, currency) })}</Text>
      )}
      {reservedMinor !== 0 && <Text>{t('treasury.reservedText', { amount: money(reservedMinor, currency) })}</Text>}
      <Group gap="sm">
        <StatusBadge tone={isCovered ? 'good' : 'bad'}>
          {isCovered ? t('treasury.covered') : t('treasury.notCovered')}
        </StatusBadge>
        <Text>
          {isCovered
            ? t('treasury.coveredText')
            : t('treasury.notCoveredText', { amount: money(-surplusMinor, currency) })}
        </Text>
      </Group>
      <DataTable
        caption={t('treasury.owedIn', { currency: nameOfCurrency(currency) })}
        rows={OWED}
        columns={columns}
        rowKey={([name]) => name}
      />
      <Stack align="flex-start" gap="xs">
        {surplusMinor > 0 ? (
          <PayOutButton currency={currency} surplusMinor={surplusMinor} />
        ) : (
          <Text c="dimmed">{t('treasury.nothing')}</Text>
        )}
      </Stack>
    </Section>
  );
}
