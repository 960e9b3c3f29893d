import { Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RequirementList } from '~/features/payouts/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';

type Account = Schemas['PayoutAccountView'];

const TONES: Record<Account['status'], Tone> = {
  requested: 'waiting',
  onboarding: 'waiting',
  restricted: 'bad',
  active: 'good',
  rejected: 'bad',
  closed: 'waiting',
};

/** The accounts at Stripe by which a licensee and its advisors are paid, and what stands in the way [M11]. */
export function AccountsOf({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const { query, rows, more } = usePaged(['payout-accounts', id], (cursor) =>
    unwrap(
      api.GET('/v1/operator/licensees/{id}/payout-accounts', {
        params: { path: { id }, query: { limit: 20, cursor } },
      }),
    ),
  );
  const columns: Column<Account>[] = [
    {
      id: 'payee',
      header: t('accountsOf.payee'),
      cell: ({ name, party, country }) => (
        <Stack gap={0}>
          <Text>{name}</Text>
          <Text size="sm" c="dimmed">
            {t(`accountsOf.party.${party}`)}, {country}
          </Text>
        </Stack>
      ),
    },
    { id: 'status', header: t('accountsOf.state'), cell: (account) => <State account={account} /> },
    {
      id: 'requirements',
      header: t('accountsOf.requirements'),
      cell: ({ requirements }) => (requirements.length === 0 ? '–' : <RequirementList requirements={requirements} />),
    },
    {
      id: 'synced',
      header: t('accountsOf.synced'),
      cell: ({ syncedAt }) => (syncedAt === null ? '–' : dateTime(syncedAt)),
    },
  ];
  return (
    <Section title={t('accountsOf.title')} intro={t('accountsOf.text')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('accountsOf.none')} text={t('accountsOf.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('accountsOf.title')}
            rows={rows}
            columns={columns}
            rowKey={({ id: account }) => account}
            more={more}
          />
        )}
      </DataView>
    </Section>
  );
}

function State({ account: { status, payoutBlock } }: { account: Account }) {
  const { t } = useTranslation('ops');
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge tone={TONES[status]}>{t(`accountsOf.status.${status}`)}</StatusBadge>
      {payoutBlock !== null && (
        <Text size="sm">
          {t('accountsOf.blocked')} <Code>{payoutBlock}</Code>
        </Text>
      )}
    </Stack>
  );
}
