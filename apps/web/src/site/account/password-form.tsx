import { Button, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import { inWords } from '~/shared/in-words.ts';
import { queryClient } from '~/shared/query.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

const MIN = 10;

export function PasswordForm({ email }: { email: string }) {
  const { t } = useTranslation('site');
  const form = useProblemForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: {
      newPassword: (value) => (value.length < MIN ? t('signUp.passwordShort', { count: MIN }) : null),
    },
  });
  const save = form.send(async (body) => {
    try {
      await unwrap(api.POST('/v1/me/password', { body }));
    } catch (error) {
      if (!isProblem(error, 'wrong-password')) throw error;
      throw inWords(error, t('account.wrongPassword'), 'currentPassword');
    }
    form.reset();
    await queryClient.invalidateQueries({ queryKey: keys.sessions });
    notifications.show({ message: t('account.passwordChanged') });
  });
  const toggle = { 'aria-label': t('signIn.showPassword'), tabIndex: 0 };
  return (
    <form onSubmit={save} noValidate style={{ maxWidth: '24rem' }}>
      <Stack>
        {/* Tells the password manager whose password this is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={t('account.currentPassword')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label={t('account.newPassword')}
          description={t('signUp.passwordText', { count: MIN })}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('newPassword')}
        />
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
          {t('account.changePassword')}
        </Button>
      </Stack>
    </form>
  );
}
