import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useSignIns } from './data.ts';

/** Login history. */
export function SignIns({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useSignIns(id);
  const columns: Column<Schemas['SignInResponse']>[] = [
    { id: 'at', header: t('people.signIns.at'), cell: ({ at }) => dateTime(at) },
    { id: 'outcome', header: t('people.signIns.outcome'), cell: (row) => t(`people.signIns.of.${row.outcome}`) },
    { id: 'ip', header: t('people.signIns.ip'), cell: ({ ip }) => ip ?? '–' },
    { id: 'device', header: t('people.signIns.device'), cell: ({ userAgent }) => userAgent ?? '–' },
  ];
  return (
    <Section title={t('people.signIns.title')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('people.signIns.none')} text={t('people.signIns.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('people.signIns.title')}
            rows={rows}
            columns={columns}
            rowKey={({ at, outcome }) => `${at}-${outcome}`}
            more={more}
          />
        )}
      </DataView>
    </Section>
  );
}
