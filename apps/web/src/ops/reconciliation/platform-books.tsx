import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { dateTime, money, number } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import {
  DataView,
  EmptyState,
  FormFailure,
  LoadingState,
  StatusBadge,
  announce,
  useProblemText,
} from '~/shared/ui/index.ts';
import { Figure } from '../ui/figure.tsx';
import { signedMoney } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';

type Comparison = Schemas['StripeComparisonView'];

const KEY = ['stripe-comparisons'];

const useComparisons = () =>
  useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/operator/stripe/comparisons')) });

/** All licensees together against Stripe's own balance: by night, and when it is asked for [M8]. */
export function PlatformBooks() {
  const { t } = useTranslation('ops');
  const words = useProblemText();
  const query = useComparisons();
  const compare = useMutation({
    mutationFn: () => unwrap(api.POST('/v1/operator/stripe/comparisons')),
    onSuccess: (list) => {
      queryClient.setQueryData(KEY, list);
      announce(list.data.every(agrees) ? t('books.platformAgrees') : t('books.someDiffer'));
    },
  });
  const failure = compare.error
    ? isProblem(compare.error, 'payments-unavailable')
      ? t('books.failed')
      : words(compare.error)
    : null;
  const button = (
    <Button
      variant="default"
      leftSection={<Scale size={16} aria-hidden />}
      loading={compare.isPending}
      onClick={() => compare.mutate()}
    >
      {t('books.compareNow')}
    </Button>
  );
  return (
    <Stack gap="lg">
      <FormFailure failure={failure} />
      {compare.isPending && (
        <Text role="status" c="dimmed">
          {t('books.comparing')}
        </Text>
      )}
      <DataView
        query={query}
        loading={<LoadingState lines={1} height={200} />}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('books.never')} text={t('books.neverText')} action={button} />}
      >
        {({ data }) => (
          <>
            {data.map((one) => (
              <Totals key={one.id} one={one} />
            ))}
            <Group justify="flex-end">{button}</Group>
          </>
        )}
      </DataView>
    </Stack>
  );
}

const agrees = ({ unexplainedMinor, suspenseMinor }: Comparison): boolean =>
  unexplainedMinor === 0 && suspenseMinor === 0;

function Totals({ one }: { one: Comparison }) {
  const { t } = useTranslation('ops');
  const { currency, unexplainedMinor, suspenseMinor } = one;
  return (
    <Section
      title={
        one.licenseeName === null
          ? t('books.platform', { currency })
          : t('books.ownPlatform', { name: one.licenseeName, currency })
      }
      intro={t('books.platformIntro', { time: dateTime(one.comparedAt) })}
    >
      <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, md: 4 }}>
        <Figure label={t('books.ledger')}>{money(one.ledgerMinor, currency)}</Figure>
        <Figure label={t('books.inFlight')}>{money(one.inFlightMinor, currency)}</Figure>
        <Figure label={t('books.posted')}>{money(one.postedMinor, currency)}</Figure>
        <Figure label={t('books.mirror')}>{money(one.mirrorMinor, currency)}</Figure>
        <Figure label={t('books.atStripe')}>{money(one.stripeMinor, currency)}</Figure>
        <Figure label={t('books.suspense')}>{money(suspenseMinor, currency)}</Figure>
        <Figure label={t('books.waiting')}>{number(one.waiting)}</Figure>
        <Figure label={t('books.unexplained')}>{signedMoney(unexplainedMinor, currency)}</Figure>
      </SimpleGrid>
      <Group gap="sm">
        <StatusBadge tone={unexplainedMinor === 0 ? 'good' : 'bad'}>
          {unexplainedMinor === 0 ? t('books.agrees') : t('books.differs')}
        </StatusBadge>
        <Text>
          {unexplainedMinor === 0
            ? t('books.platformAgrees')
            : t('books.platformDiffers', { amount: money(unexplainedMinor, currency, { signDisplay: 'never' }) })}
        </Text>
      </Group>
      {one.accountsApi !== null && (
        <Text size="sm" c="dimmed">
          {t('books.accountsApi', { version: one.accountsApi })}
        </Text>
      )}
      {suspenseMinor !== 0 && (
        <Group gap="sm">
          <StatusBadge tone="busy">{t('books.suspense')}</StatusBadge>
          <Text>{t('books.inSuspenseText')}</Text>
        </Group>
      )}
    </Section>
  );
}
