import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormFailure, Page, useProblemForm } from '~/shared/ui/index.ts';
import { Done } from './done.tsx';
import { useLinkToken } from './link-token.ts';

/** Ends mails without a sign-in. It asks first: programs that look into mails open every link. */
export function StopMails() {
  const { t } = useTranslation('mail');
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  const form = useProblemForm({ initialValues: {} });
  const stop = form.send(async () => {
    await unwrap(api.POST('/v1/unsubscriptions', { body: { token } }));
    setDone(true);
  });
  return (
    <Page title={t('stop.title')}>
      {isDone ? (
        <Done text={t('stop.done')} />
      ) : (
        <form onSubmit={stop}>
          <Stack align="flex-start">
            <Text>{t('stop.ask')}</Text>
            <FormFailure failure={form.failure} />
            <Button type="submit" loading={form.isSending}>
              {t('stop.title')}
            </Button>
          </Stack>
        </form>
      )}
    </Page>
  );
}
