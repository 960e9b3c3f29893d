import { useTranslation } from 'react-i18next';
import { DebtsTable } from '~/features/payouts/index.ts';
import { DataView, EmptyState } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { useDebts, useWriteOff } from './data.ts';

/** What advisors owe: refunded or lost after it was paid out. It is taken from what they earn next, or given up. */
export function DebtsView() {
  const { t } = useTranslation(['money', 'payouts']);
  const staff = useStaff();
  const { query, rows, more } = useDebts();
  const writeOff = useWriteOff();
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('payouts:debts.none')} text={t('payouts:debts.noneText')} />}
    >
      {() => (
        <DebtsTable
          caption={t('payouts.view.debts')}
          rows={rows}
          more={more}
          as={staff.is('owner', 'finance') ? 'licensee' : null}
          onWriteOff={writeOff}
        />
      )}
    </DataView>
  );
}
