import { Alert, Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { useProblemText } from '~/shared/ui/index.ts';
import { useChecklist } from '../home/use-home.ts';
import { useStaff } from '../staff.tsx';

/** While the address of the sign-up is not proved: what to do, and the link once more. */
export function VerifyAgain() {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const { role } = useStaff();
  const item = useChecklist().data?.items.find(({ id }) => id === 'email');
  const send = useMutation({ mutationFn: () => unwrap(api.POST('/v1/email-verifications/again', {})) });
  if (role !== 'owner' || item === undefined || item.done) return null;
  return (
    <Alert variant="outline" color="warning" icon={<Mail aria-hidden />} title={t('verifyEmail.title')}>
      <Group>
        <span>{t('verifyEmail.open')}</span>
        <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {t('verifyEmail.again')}
        </Button>
        <span role="status">{send.isSuccess ? t('verifyEmail.sent') : send.isError ? words(send.error) : ''}</span>
      </Group>
    </Alert>
  );
}
