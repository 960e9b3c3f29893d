import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { CopyButton, DataView, Page } from '~/shared/ui/index.ts';
import { type Fact, Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { useTransaction } from './data.ts';
import { EntryTable } from './entry-table.tsx';

export function TransactionPage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const query = useTransaction(id);
  return (
    <Page title={t('ledger.transaction')} intro={id} actions={<CopyButton value={id} label={t('ledger.copyId')} />}>
      <DataView query={query}>
        {(transaction) => (
          <>
            <Section title={t('ledger.facts')}>
              <TransactionFacts transaction={transaction} />
            </Section>
            <Section title={t('ledger.entries')} text={t('ledger.entriesText')}>
              <EntryTable transaction={transaction} />
            </Section>
          </>
        )}
      </DataView>
    </Page>
  );
}

function TransactionFacts({ transaction }: { transaction: Schemas['LedgerTransactionView'] }) {
  const { t } = useTranslation('admin');
  const { kind, postedAt, key, refKind, refId, callId, reversesId } = transaction;
  const facts: (Fact | null)[] = [
    { label: t('ledger.filter.kind'), value: t(`ledger.kind.${kind}`) },
    { label: t('ledger.postedAt'), value: dateTime(postedAt) },
    refKind === null || refId === null
      ? null
      : { label: t(`ledger.reference.${refKind}`), value: <IdLink id={refId} /> },
    callId === null || callId === refId ? null : { label: t('ledger.reference.call'), value: <IdLink id={callId} /> },
    reversesId === null ? null : { label: t('ledger.reverses'), value: <IdLink id={reversesId} /> },
    { label: t('ledger.key'), value: key },
  ];
  return <Facts facts={facts.filter((fact) => fact !== null)} />;
}
