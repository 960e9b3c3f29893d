import { useTranslation } from 'react-i18next';
import { DataView, EmptyState } from '~/shared/ui/index.ts';
import { CallTable } from './call-list.tsx';
import { useCalls } from './data.ts';

/** The calls of one advisor or one caller, for their pages. */
export function CallsOf({ who }: { who: { advisorId: string } | { callerId: string } }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useCalls(who);
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('calls.none')} text={t('calls.noneOfPerson')} />}
    >
      {() => <CallTable caption={t('calls.all')} rows={rows} more={more} />}
    </DataView>
  );
}
