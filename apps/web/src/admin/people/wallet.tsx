import { Alert, Group, Text, Title } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, StatusBadge } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { useWallet } from './data.ts';
import { GrantCreditButton } from './grant-credit-button.tsx';
import { TOP_UP_TONE } from './labels.ts';
import { RefundWalletButton } from './refund-wallet-button.tsx';
import { WalletRefunds } from './wallet-refunds.tsx';

/** Both parts of an end user's balance, what is reserved, and how money came in. */
export function Wallet({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const wallet = useWallet(id);
  return (
    <Section
      title={t('people.wallet.title')}
      actions={
        staff.is('owner', 'admin', 'finance') &&
        wallet.data && (
          <Group gap="sm">
            <RefundWalletButton id={id} wallet={wallet.data} />
            <GrantCreditButton id={id} currency={wallet.data.currency} />
          </Group>
        )
      }
    >
      <DataView query={wallet}>{(data) => <Parts wallet={data} />}</DataView>
      <WalletRefunds id={id} />
    </Section>
  );
}

function Parts({ wallet }: { wallet: Schemas['PersonWalletView'] }) {
  const { t } = useTranslation('admin');
  const { currency } = wallet;
  return (
    <>
      {wallet.frozenReason !== null && (
        <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />}>
          {t('people.wallet.frozen', { reason: wallet.frozenReason })}
        </Alert>
      )}
      <Facts
        facts={[
          { label: t('people.wallet.available'), value: money(wallet.availableMinor, currency) },
          { label: t('people.wallet.paid'), value: money(wallet.paidMinor, currency) },
          { label: t('people.wallet.promo'), value: money(wallet.promoMinor, currency) },
          { label: t('people.wallet.held'), value: money(wallet.heldMinor, currency) },
        ]}
      />
      <Holds wallet={wallet} />
      <TopUps wallet={wallet} />
    </>
  );
}

function Holds({ wallet }: { wallet: Schemas['PersonWalletView'] }) {
  const { t } = useTranslation('admin');
  if (wallet.holds.length === 0) return null;
  const columns: Column<Schemas['PersonHoldView']>[] = [
    {
      id: 'call',
      header: t('people.wallet.call'),
      cell: ({ callId }) => (callId === null ? '–' : <IdLink id={callId} />),
    },
    { id: 'since', header: t('people.wallet.since'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'until', header: t('people.wallet.until'), cell: ({ expiresAt }) => dateTime(expiresAt) },
    {
      id: 'amount',
      header: t('people.wallet.amount'),
      numeric: true,
      cell: ({ amountMinor }) => money(amountMinor, wallet.currency),
    },
  ];
  return (
    <div>
      <Title order={3} size="h5">
        {t('people.wallet.holds')}
      </Title>
      <DataTable
        caption={t('people.wallet.holds')}
        rows={wallet.holds}
        columns={columns}
        rowKey={({ createdAt, callId }) => `${callId}-${createdAt}`}
      />
    </div>
  );
}

function TopUps({ wallet }: { wallet: Schemas['PersonWalletView'] }) {
  const { t } = useTranslation('admin');
  const columns: Column<Schemas['PersonTopUpView']>[] = [
    { id: 'at', header: t('people.wallet.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'method',
      header: t('people.wallet.method'),
      cell: ({ method }) => t(method === 'saved_card' ? 'people.wallet.bySavedCard' : 'people.wallet.byCheckout'),
    },
    {
      id: 'status',
      header: t('people.column.status'),
      cell: ({ status }) => (
        <StatusBadge tone={TOP_UP_TONE[status]}>{t(`people.wallet.topUpStatus.${status}`)}</StatusBadge>
      ),
    },
    {
      id: 'amount',
      header: t('people.wallet.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
    {
      id: 'transaction',
      header: t('people.wallet.booking'),
      cell: ({ transactionId }) => (transactionId === null ? '–' : <IdLink id={transactionId} />),
    },
  ];
  return (
    <div>
      <Title order={3} size="h5">
        {t('people.wallet.topUps')}
      </Title>
      {wallet.topUps.length === 0 ? (
        <Text c="dimmed">{t('people.wallet.noTopUps')}</Text>
      ) : (
        <DataTable caption={t('people.wallet.topUps')} rows={wallet.topUps} columns={columns} rowKey={({ id }) => id} />
      )}
    </div>
  );
}
