import { Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormFailure, Page, useProblemForm } from '~/shared/ui/index.ts';
import { Done } from './done.tsx';
import { useLinkToken } from './link-token.ts';

const MIN = 10;

/** Where the link of a mail sets a new password. */
export function SetPassword({ signIn, forgotten }: { signIn: string; forgotten: string }) {
  const { t } = useTranslation('mail');
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  const form = useProblemForm({
    initialValues: { newPassword: '' },
    validate: { newPassword: (value) => (value.length < MIN ? t('reset.short', { count: MIN }) : null) },
  });
  const send = form.send(async ({ newPassword }) => {
    await unwrap(api.POST('/v1/auth/password-resets/use', { body: { token, newPassword } }));
    setDone(true);
  });
  return (
    <Page title={t('reset.title')} intro={isDone ? undefined : t('reset.intro')}>
      {isDone ? (
        <Done text={t('reset.done')} on={{ href: signIn, label: t('toSignIn') }} />
      ) : (
        <form onSubmit={send} noValidate style={{ maxWidth: '24rem', width: '100%' }}>
          <Stack>
            <PasswordInput
              label={t('reset.password')}
              description={t('reset.rule', { count: MIN })}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': t('reset.show'), tabIndex: 0 }}
              {...form.getInputProps('newPassword')}
            />
            <FormFailure failure={form.failure} />
            <Button type="submit" loading={form.isSending}>
              {t('reset.save')}
            </Button>
            <Anchor href={forgotten} size="sm">
              {t('reset.another')}
            </Anchor>
          </Stack>
        </form>
      )}
    </Page>
  );
}
