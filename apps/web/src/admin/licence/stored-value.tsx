import { Alert, Stack, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { dateTime, money, percent } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { type StoredValue, useStoredValue } from './use-licence.ts';

/** Who issues the balances of users, what one may pay in, and what all paid in within twelve months. */
export function StoredValueSection() {
  const { t } = useTranslation('admin');
  const query = useStoredValue();
  return (
    <Section title={t('storedValue.title')} text={t('storedValue.text')}>
      <DataView query={query} loading={<LoadingState lines={3} height={40} />}>
        {(storedValue) => <Shown storedValue={storedValue} />}
      </DataView>
    </Section>
  );
}

function Shown({ storedValue: { issuer, currency, caps, volume } }: { storedValue: StoredValue }) {
  const { t } = useTranslation('admin');
  const list = volume?.unrated.map((one) => money(one.amountMinor, one.currency)).join(', ') ?? '';
  const share = volume && Math.floor((volume.euroMinor * 10_000) / volume.limitMinor);
  return (
    <Stack gap="sm" data-testid="stored-value">
      {volume !== null && volume.reachedPercent !== null && (
        <Alert
          variant="outline"
          color={volume.reachedPercent === 100 ? 'danger' : 'warning'}
          icon={<CircleAlert aria-hidden />}
        >
          {t(`storedValue.reached.${volume.reachedPercent}`)}
        </Alert>
      )}
      <Facts
        facts={[
          { label: t('storedValue.issuer'), value: issuer },
          ...(volume === null
            ? []
            : [
                {
                  label: t('storedValue.volume'),
                  value: t('storedValue.volumeOf', {
                    amount: money(volume.euroMinor, 'EUR'),
                    limit: money(volume.limitMinor, 'EUR'),
                    percent: percent(share ?? 0),
                  }),
                },
              ]),
          { label: t('storedValue.single'), value: money(caps.singleMinor, currency) },
          { label: t('storedValue.balance'), value: money(caps.balanceMinor, currency) },
          { label: t('storedValue.day'), value: money(caps.dayMinor, currency) },
          { label: t('storedValue.year'), value: money(caps.yearMinor, currency) },
        ]}
      />
      <Text size="sm" c="dimmed">
        {[
          ...(volume === null ? [t('storedValue.ofOperator')] : []),
          ...(list === '' ? [] : [t('storedValue.unrated', { list })]),
          ...(volume === null || volume.countedAt === null
            ? []
            : [t('storedValue.countedAt', { at: dateTime(volume.countedAt) })]),
        ].join(' ')}
      </Text>
    </Stack>
  );
}
