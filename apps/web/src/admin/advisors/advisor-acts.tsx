import { List } from '@mantine/core';
import { Check, CirclePause, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { useAdvisorAct } from './data.ts';
import type { Advisor } from './labels.ts';

/** The one move that each state allows. */
export function AdvisorActs({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const act = useAdvisorAct(advisor.id);
  if (!staff.is('owner', 'admin')) return null;
  const name = advisor.displayName;

  const run = async (what: 'approve' | 'suspend' | 'reinstate', reason: string): Promise<void> => {
    try {
      await act.mutateAsync({ act: what, reason });
      announce(t(`advisors.act.${what}.done`, { name }));
    } catch (error) {
      // A colleague was faster; the page shows the state that it is in now.
      if (!isProblem(error, 'advisor-move-refused')) throw error;
      announce(t('advisors.act.moved'));
    }
  };

  if (advisor.status === 'pending')
    return (
      <ConfirmButton
        leftSection={<Check size={16} aria-hidden />}
        title={t('advisors.act.approve.title', { name })}
        text={t('advisors.act.approve.text')}
        confirmLabel={t('advisors.act.approve.action')}
        onConfirm={(reason) => run('approve', reason)}
      >
        {t('advisors.act.approve.action')}
      </ConfirmButton>
    );
  if (advisor.status === 'suspended')
    return (
      <ConfirmButton
        leftSection={<RotateCcw size={16} aria-hidden />}
        title={t('advisors.act.reinstate.title', { name })}
        text={t('advisors.act.reinstate.text')}
        confirmLabel={t('advisors.act.reinstate.action')}
        onConfirm={(reason) => run('reinstate', reason)}
      >
        {t('advisors.act.reinstate.action')}
      </ConfirmButton>
    );
  return (
    <ConfirmButton
      variant="outline"
      color="danger"
      leftSection={<CirclePause size={16} aria-hidden />}
      title={t('advisors.act.suspend.title', { name })}
      text={
        <List size="sm">
          <List.Item>{t('advisors.act.suspend.effectListed')}</List.Item>
          <List.Item>{t('advisors.act.suspend.effectCall')}</List.Item>
          <List.Item>{t('advisors.act.suspend.effectMoney')}</List.Item>
        </List>
      }
      confirmLabel={t('advisors.act.suspend.action')}
      reason={{ label: t('advisors.act.suspend.reason') }}
      onConfirm={(reason) => run('suspend', reason)}
    >
      {t('advisors.act.suspend.action')}
    </ConfirmButton>
  );
}
