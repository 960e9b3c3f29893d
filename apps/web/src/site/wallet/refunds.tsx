import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { date, dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { useTopUp } from './wallet.ts';

type Refund = Schemas['WalletRefundView'];
type Part = Schemas['WalletRefundPartView'];

const TONE: Record<Part['status'], Tone> = { requested: 'waiting', sent: 'waiting', succeeded: 'good', failed: 'bad' };

const useRefunds = () =>
  usePaged<Refund>(
    keys.refunds,
    (cursor) => unwrap(api.GET('/v1/wallet/refunds', { params: { query: { cursor } } })),
    true,
    ({ parts }) => parts.some(({ status }) => status === 'requested' || status === 'sent'),
  );

/** What went back, and where each part of it is. Nothing is shown where nothing ever went back. */
export function Refunds() {
  const { t } = useTranslation(['wallet', 'site']);
  const { query, rows, more } = useRefunds();
  if (query.data !== undefined && rows.length === 0 && !query.error) return null;
  const columns: Column<Refund>[] = [
    { id: 'at', header: t('site:statement.date'), cell: (refund) => <When refund={refund} /> },
    { id: 'parts', header: t('payBack.parts'), cell: (refund) => <Parts refund={refund} /> },
    {
      id: 'amount',
      header: t('site:statement.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <section aria-labelledby="refunds">
      <Title order={2} size="h4" id="refunds" mb="sm">
        {t('payBack.list')}
      </Title>
      <DataView query={query}>
        {() => (
          <DataTable caption={t('payBack.list')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
    </section>
  );
}

function When({ refund: { createdAt, cause, reason } }: { refund: Refund }) {
  const { t } = useTranslation(['wallet', 'site']);
  return (
    <div>
      <Text inherit>{dateTime(createdAt)}</Text>
      <Text size="sm" c="dimmed">
        {cause === 'staff' ? t('payBack.because', { reason }) : t(`payBack.cause.${cause}`)}
      </Text>
    </div>
  );
}

function Parts({ refund: { parts, currency } }: { refund: Refund }) {
  const { t } = useTranslation(['wallet', 'site']);
  return (
    <Stack gap="xs">
      {parts.map((part) => (
        <div key={part.topUpId}>
          {money(part.amountMinor, currency)} <Payment id={part.topUpId} />{' '}
          <StatusBadge tone={TONE[part.status]}>{t(`payBack.part.${part.status}`)}</StatusBadge>
          {part.status !== 'requested' && (
            <Text size="sm" c="dimmed">
              {t(`payBack.partText.${part.status}`)}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}

/** The payment by its day, which is what a person remembers of it. */
function Payment({ id }: { id: string }) {
  const { t } = useTranslation(['wallet', 'site']);
  const { data } = useTopUp(id);
  return data === undefined ? null : <>{t('payBack.ofPayment', { date: date(data.createdAt) })}</>;
}
