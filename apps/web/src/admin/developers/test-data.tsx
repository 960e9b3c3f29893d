import { Code, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime, duration, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { TEST_DATA } from './use-developers.ts';

/** These lists are of test mode, whatever their routes are used for elsewhere. */
const IN_TEST_MODE = { headers: { 'test-mode': 'true' } };
const LIMIT = 10;

/** What test keys have made: whom, with what money, and what became of it. States are the words of the API. */
export function TestData() {
  return (
    <Stack gap="lg">
      <TestUsers />
      <TestCalls />
      <TestDisputes />
      <TestPayouts />
    </Stack>
  );
}

function TestUsers() {
  const { t } = useTranslation('developers');
  const paged = usePaged<Schemas['UserResponse']>([...TEST_DATA, 'users'], (cursor) =>
    unwrap(api.GET('/v1/users', { params: { query: { cursor, limit: LIMIT, expand: 'wallet' } }, ...IN_TEST_MODE })),
  );
  return (
    <TestList
      kind="users"
      paged={paged}
      columns={[
        { id: 'id', header: t('data.id'), cell: ({ id }) => <Code>{id}</Code> },
        { id: 'externalId', header: t('data.externalId'), cell: ({ externalId }) => externalId ?? '–' },
        { id: 'name', header: t('data.name'), cell: ({ displayName }) => displayName },
        { id: 'state', header: t('data.state'), cell: ({ status }) => <Code>{status}</Code> },
        {
          id: 'available',
          header: t('data.available'),
          numeric: true,
          cell: ({ wallet }) => (wallet ? money(wallet.availableMinor, wallet.currency) : '–'),
        },
        {
          id: 'held',
          header: t('data.held'),
          numeric: true,
          cell: ({ wallet }) => (wallet ? money(wallet.heldMinor, wallet.currency) : '–'),
        },
      ]}
    />
  );
}

function TestCalls() {
  const { t } = useTranslation('developers');
  const paged = usePaged<Schemas['CallView']>([...TEST_DATA, 'calls'], (cursor) =>
    unwrap(api.GET('/v1/calls', { params: { query: { cursor, limit: LIMIT } }, ...IN_TEST_MODE })),
  );
  return (
    <TestList
      kind="calls"
      paged={paged}
      columns={[
        { id: 'id', header: t('data.id'), cell: ({ id }) => <Code>{id}</Code> },
        { id: 'advisor', header: t('data.advisor'), cell: ({ advisorName }) => advisorName },
        {
          id: 'state',
          header: t('data.state'),
          cell: ({ status, endReason }) => <Code>{[status, endReason].filter(Boolean).join(' ')}</Code>,
        },
        {
          id: 'seconds',
          header: t('data.billed'),
          numeric: true,
          cell: ({ billedSeconds }) => (billedSeconds === null ? '–' : duration(billedSeconds)),
        },
        {
          id: 'price',
          header: t('data.price'),
          numeric: true,
          cell: ({ priceMinor, currency }) => (priceMinor === null ? '–' : money(priceMinor, currency)),
        },
      ]}
    />
  );
}

function TestDisputes() {
  const { t } = useTranslation('developers');
  const paged = usePaged<Schemas['DisputeView']>([...TEST_DATA, 'disputes'], (cursor) =>
    unwrap(api.GET('/v1/staff/disputes', { params: { query: { cursor, limit: LIMIT } }, ...IN_TEST_MODE })),
  );
  return (
    <TestList
      kind="disputes"
      paged={paged}
      columns={[
        { id: 'id', header: t('data.id'), cell: ({ id }) => <Code>{id}</Code> },
        { id: 'topUp', header: t('data.topUp'), cell: ({ topUpId }) => <Code>{topUpId}</Code> },
        { id: 'state', header: t('data.state'), cell: ({ status }) => <Code>{status}</Code> },
        {
          id: 'amount',
          header: t('data.amount'),
          numeric: true,
          cell: ({ amountMinor, currency }) => money(amountMinor, currency),
        },
        { id: 'at', header: t('data.at'), cell: ({ createdAt }) => dateTime(createdAt) },
      ]}
    />
  );
}

function TestPayouts() {
  const { t } = useTranslation('developers');
  const paged = usePaged<Schemas['PayoutView']>([...TEST_DATA, 'payouts'], (cursor) =>
    unwrap(api.GET('/v1/staff/payouts', { params: { query: { cursor, limit: LIMIT } }, ...IN_TEST_MODE })),
  );
  return (
    <TestList
      kind="payouts"
      paged={paged}
      columns={[
        { id: 'id', header: t('data.id'), cell: ({ id }) => <Code>{id}</Code> },
        { id: 'advisor', header: t('data.advisor'), cell: ({ name }) => name },
        {
          id: 'state',
          header: t('data.state'),
          cell: ({ status, failureCode }) => <Code>{[status, failureCode].filter(Boolean).join(' ')}</Code>,
        },
        {
          id: 'amount',
          header: t('data.amount'),
          numeric: true,
          cell: ({ amountMinor, currency }) => money(amountMinor, currency),
        },
        { id: 'at', header: t('data.at'), cell: ({ createdAt }) => dateTime(createdAt) },
      ]}
    />
  );
}

interface TestListProps<Row> {
  readonly kind: 'users' | 'calls' | 'disputes' | 'payouts';
  readonly paged: ReturnType<typeof usePaged<Row>>;
  readonly columns: readonly Column<Row>[];
}

function TestList<Row extends { readonly id: string }>({ kind, paged, columns }: TestListProps<Row>) {
  const { t } = useTranslation('developers');
  const { query, rows, more } = paged;
  return (
    <Stack gap="xs" component="section" aria-labelledby={`test-${kind}`}>
      <Title order={3} size="h4" id={`test-${kind}`}>
        {t(`data.${kind}`)}
      </Title>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t(`data.no_${kind}`)} text={t(`data.no_${kind}_text`)} />}
      >
        {() => (
          <DataTable caption={t(`data.${kind}`)} rows={rows} rowKey={({ id }) => id} more={more} columns={columns} />
        )}
      </DataView>
    </Stack>
  );
}
