import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, StatusBadge } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';

type Account = Schemas['OperatorStripeAccountView'];
type Fault = Account['health']['faults'][number];

/** With these no payment is taken, or none is heard of in time. */
const GRAVE: readonly Fault[] = ['key_refused', 'charges_disabled', 'webhook_missing', 'webhook_disabled'];

const EVERY_MS = 60_000;

/** How each account at Stripe is by which payments are taken [M11]. */
export function StripeAccounts() {
  const { t } = useTranslation('ops');
  const query = useQuery({
    queryKey: ['stripe-accounts'],
    queryFn: () => unwrap(api.GET('/v1/operator/stripe/accounts')),
    refetchInterval: EVERY_MS,
  });
  const columns: Column<Account>[] = [
    {
      id: 'account',
      header: t('stripeAccounts.account'),
      cell: ({ licenseeName }) => licenseeName ?? t('stripeAccounts.operator'),
    },
    { id: 'state', header: t('stripeAccounts.state'), cell: ({ health }) => <State faults={health.faults} /> },
    { id: 'found', header: t('stripeAccounts.found'), cell: ({ health }) => <Findings health={health} /> },
    {
      id: 'lastEvent',
      header: t('stripeAccounts.lastEvent'),
      cell: ({ lastEventAt }) => (lastEventAt === null ? '–' : dateTime(lastEventAt)),
    },
    { id: 'looked', header: t('stripeAccounts.looked'), cell: ({ health }) => dateTime(health.lookedAt) },
  ];
  return (
    <Section title={t('stripeAccounts.title')} intro={t('stripeAccounts.text')}>
      <DataView
        query={query}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('stripeAccounts.none')} text={t('stripeAccounts.noneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('stripeAccounts.title')}
            rows={data}
            columns={columns}
            rowKey={({ licenseeId }) => licenseeId ?? 'operator'}
          />
        )}
      </DataView>
    </Section>
  );
}

function State({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation('ops');
  if (faults.length === 0) return <StatusBadge tone="good">{t('stripeAccounts.ok')}</StatusBadge>;
  return faults.some((fault) => GRAVE.includes(fault)) ? (
    <StatusBadge tone="bad">{t('stripeAccounts.failing')}</StatusBadge>
  ) : (
    <StatusBadge tone="busy">{t('stripeAccounts.warning')}</StatusBadge>
  );
}

function Findings({ health: { faults, requirements, disabledReason, webhooks } }: { health: Account['health'] }) {
  const { t } = useTranslation('ops');
  if (faults.length === 0) return '–';
  // Stripe's own words are English whatever the language of the page.
  const theirs = [disabledReason, ...requirements, ...webhooks.flatMap(({ missingEvents }) => missingEvents)].filter(
    (one) => one !== null,
  );
  return (
    <Stack gap={4}>
      {faults.map((fault) => (
        <Text key={fault} size="sm">
          {t(`stripeAccounts.fault.${fault}`)}
        </Text>
      ))}
      {theirs.length > 0 && (
        <Text size="sm" c="dimmed" lang="en" dir="ltr">
          {theirs.join(', ')}
        </Text>
      )}
    </Stack>
  );
}
