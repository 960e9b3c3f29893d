import { useTranslation } from 'react-i18next';
import { DebtsTable, type PayeeDebt } from '~/features/payouts/index.ts';
import { api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';

/** What advisors of a licensee owe; where we sell the calls, we bear it and may give it up. */
export function PayeeDebtsOf({ id }: { id: string }) {
  const { t } = useTranslation(['ops', 'payouts']);
  const { query, rows, more } = usePaged(['payee-debts', id], (cursor) =>
    unwrap(
      api.GET('/v1/operator/licensees/{id}/payee-debts', {
        params: { path: { id }, query: { limit: 10, cursor } },
      }),
    ),
  );
  const writeOff = async (debt: PayeeDebt, reason: string): Promise<void> => {
    try {
      await sendOnce(`write-off-${debt.id}`, ({ header }) =>
        unwrap(
          api.POST('/v1/operator/licensees/{id}/payee-debts/{debtId}/write-off', {
            params: { path: { id, debtId: debt.id }, header },
            body: { amountMinor: debt.dueMinor, reason },
          }),
        ),
      );
      notify(t('payouts:debts.done'));
    } finally {
      for (const key of ['payee-debts', 'audit']) void queryClient.invalidateQueries({ queryKey: [key] });
    }
  };
  return (
    <Section title={t('payouts:debts.ofAdvisors')} intro={t('payouts:debts.intro')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('payouts:debts.none')} text={t('payouts:debts.noneText')} />}
      >
        {() => (
          <DebtsTable
            caption={t('payouts:debts.ofAdvisors')}
            rows={rows}
            more={more}
            as="operator"
            onWriteOff={writeOff}
          />
        )}
      </DataView>
    </Section>
  );
}
