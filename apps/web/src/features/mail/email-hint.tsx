import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { useProblemText } from '~/shared/ui/index.ts';
import { useEmailProof } from './queries.ts';

/** Says that the address is not proved yet, and mails the link again. */
export function EmailHint() {
  const { t } = useTranslation('mail');
  const words = useProblemText();
  const isProved = useEmailProof().data;
  const send = useMutation({ mutationFn: () => unwrap(api.POST('/v1/me/email-proofs', {})) });
  if (isProved !== false) return null;
  return (
    <Alert variant="outline" color="brand" icon={<Mail aria-hidden />} title={t('hint.title')}>
      <Text mb="sm">{t('hint.text')}</Text>
      <Group>
        <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {t('hint.again')}
        </Button>
        <span role="status">{send.isSuccess ? t('hint.sent') : send.isError ? words(send.error) : ''}</span>
      </Group>
    </Alert>
  );
}
