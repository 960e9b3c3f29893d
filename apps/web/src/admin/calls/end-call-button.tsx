import { List } from '@mantine/core';
import { PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { useEndCall } from './data.ts';

/** Ends a running call in the name of the licensee: says first what that does, and asks why. */
export function EndCallButton({ call }: { call: Schemas['CallView'] }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const end = useEndCall(call.id);
  if (!staff.is('owner', 'admin', 'support') || call.status === 'ended' || call.status === 'ending') return null;
  return (
    <ConfirmButton
      variant="outline"
      color="danger"
      size="sm"
      leftSection={<PhoneOff size={16} aria-hidden />}
      title={t('calls.end.title')}
      text={
        <>
          {t('calls.end.text', { caller: call.callerName ?? '', advisor: call.advisorName })}
          <List mt="sm" size="sm">
            <List.Item>{t('calls.end.effectBoth')}</List.Item>
            <List.Item>{t(call.startedAt === null ? 'calls.end.effectFree' : 'calls.end.effectMoney')}</List.Item>
            <List.Item>{t('calls.end.effectAudit')}</List.Item>
          </List>
        </>
      }
      confirmLabel={t('calls.end.confirm')}
      reason={{ label: t('calls.end.reason') }}
      onConfirm={async (reason) => {
        await end.mutateAsync(reason);
        announce(t('calls.end.done'));
      }}
    >
      {t('calls.end.action')}
    </ConfirmButton>
  );
}
