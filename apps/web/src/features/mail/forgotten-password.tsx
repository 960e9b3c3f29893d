import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormFailure, Page, useProblemForm } from '~/shared/ui/index.ts';
import { Done } from './done.tsx';

/** Asks for a link. The answer is the same whether the address has an account or not. */
export function ForgottenPassword({ signIn }: { signIn: string }) {
  const { t } = useTranslation(['mail', 'common']);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useProblemForm({ initialValues: { email: '' } });
  const send = form.send(async ({ email }) => {
    await unwrap(api.POST('/v1/auth/password-resets', { body: { email: email.trim() } }));
    setSentTo(email.trim());
  });
  return (
    <Page title={t('mail:forgotten.title')} intro={t('mail:forgotten.intro')}>
      {sentTo === null ? (
        <form onSubmit={send} style={{ maxWidth: '24rem', width: '100%' }}>
          <Stack>
            <TextInput
              type="email"
              label={t('common:field.email')}
              autoComplete="username"
              required
              {...form.getInputProps('email')}
            />
            <FormFailure failure={form.failure} />
            <Button type="submit" loading={form.isSending}>
              {t('mail:forgotten.send')}
            </Button>
            <Anchor href={signIn} size="sm">
              {t('mail:toSignIn')}
            </Anchor>
          </Stack>
        </form>
      ) : (
        <Done text={t('mail:forgotten.sent', { email: sentTo })} on={{ href: signIn, label: t('mail:toSignIn') }} />
      )}
    </Page>
  );
}
