import { Anchor, Code, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, number } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { type Column, CopyButton, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useSeals } from './data.ts';

type Seal = Schemas['LedgerCheckpointView'];

const COMMAND = 'npm run verify-ledger -- ./seals --key ./receipt-key.json';
const HEAD_LENGTH = 16;
const fileOf = (seal: number): string => `ledger-${seal.toString().padStart(6, '0')}.ndjson`;

/** The signed seals of the books, and how anybody checks them without the platform [J19]. */
export function SealsPage() {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useSeals();
  const columns: Column<Seal>[] = [
    { id: 'number', header: t('ledger.seal.number'), cell: (seal) => number(seal.number) },
    { id: 'until', header: t('ledger.seal.until'), cell: ({ sealedUntil }) => dateTime(sealedUntil) },
    {
      id: 'transactions',
      header: t('ledger.seal.transactions'),
      numeric: true,
      cell: ({ transactions }) => number(transactions),
    },
    {
      id: 'head',
      header: t('ledger.seal.head'),
      cell: ({ head }) => <Code style={{ whiteSpace: 'nowrap' }}>{head.slice(0, HEAD_LENGTH)}…</Code>,
    },
    {
      id: 'key',
      header: t('ledger.seal.signedBy'),
      cell: ({ keyId }) => <Code style={{ whiteSpace: 'nowrap' }}>{keyId}</Code>,
    },
    {
      id: 'file',
      header: '',
      cell: (seal) => (
        <DownloadButton
          size="xs"
          path={`/v1/staff/ledger/checkpoints/${seal.number}/bundle`}
          fileName={fileOf(seal.number)}
          label={t('ledger.seal.download')}
          description={t('ledger.seal.downloadOf', { number: seal.number })}
        />
      ),
    },
  ];
  return (
    <Page
      title={t('ledger.seal.title')}
      intro={
        <Anchor component={Link} to="/ledger" underline="always">
          {t('ledger.toTransactions')}
        </Anchor>
      }
    >
      <Text>{t('ledger.seal.intro')}</Text>
      <Section
        title={t('ledger.seal.how')}
        text={t('ledger.seal.howText')}
        actions={<DownloadButton path="/v1/receipt-key" fileName="receipt-key.json" label={t('ledger.seal.key')} />}
      >
        <Group gap="xs">
          <Code style={{ overflowWrap: 'anywhere' }}>{COMMAND}</Code>
          <CopyButton value={COMMAND} />
        </Group>
      </Section>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('ledger.seal.none')} text={t('ledger.seal.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('ledger.seal.title')}
            rows={rows}
            columns={columns}
            rowKey={(seal) => seal.number.toString()}
            more={more}
          />
        )}
      </DataView>
    </Page>
  );
}
