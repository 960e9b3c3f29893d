import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { time } from '~/shared/format.ts';
import { DataView, LoadingState, Page, StatusBadge, announce } from '~/shared/ui/index.ts';
import { CheckCard } from './check-card.tsx';
import { type Check, STATE, type State } from './checks.ts';
import { StripeAccounts } from './stripe-accounts.tsx';

const EVERY_MS = 10_000;

const useHealth = () =>
  useQuery({
    queryKey: ['health'],
    queryFn: () => unwrap(api.GET('/v1/operator/health')),
    refetchInterval: EVERY_MS,
    staleTime: 0,
  });

const worstOf = (checks: readonly Check[]): State =>
  (['failing', 'warning'] as const).find((state) => checks.some((one) => one.state === state)) ?? 'ok';

export function HealthPage() {
  const { t } = useTranslation('ops');
  const query = useHealth();
  const worst = query.data && worstOf(query.data.checks);
  useSpokenChange(worst);
  return (
    <Page title={t('health.title')} intro={t('health.intro')}>
      <DataView query={query} loading={<LoadingState lines={5} height={96} />}>
        {({ checks }) => (
          <Stack>
            <Group gap="sm">
              <StatusBadge tone={STATE[worstOf(checks)].tone}>{t(STATE[worstOf(checks)].key)}</StatusBadge>
              <Text>{t(STATE[worstOf(checks)].summary)}</Text>
              <Text size="sm" c="dimmed">
                {t('health.checkedAt', { time: time(new Date(query.dataUpdatedAt).toISOString()) })}
              </Text>
            </Group>
            <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
              {checks.map((check) => (
                <CheckCard key={check.id} check={check} />
              ))}
            </SimpleGrid>
            <StripeAccounts />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

/** Who does not see the screen hears when the whole gets better or worse, not every refresh. */
function useSpokenChange(worst: State | undefined): void {
  const { t } = useTranslation('ops');
  const last = useRef(worst);
  useEffect(() => {
    if (worst === undefined) return;
    if (last.current !== undefined && last.current !== worst) announce(t(STATE[worst].summary));
    last.current = worst;
  }, [worst, t]);
}
