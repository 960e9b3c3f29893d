import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useAccountWriter } from './queries.ts';

const MIN_LENGTH = 10;

/** A new password ends every other session. */
export function PasswordForm() {
  const { t } = useTranslation('account');
  const { changePassword } = useAccountWriter();
  const form = useProblemForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: {
      newPassword: (text: string) => (text.length < MIN_LENGTH ? t('password.tooShort', { count: MIN_LENGTH }) : null),
    },
  });
  const send = form.send(async (values) => {
    try {
      await changePassword(values);
    } catch (error) {
      if (!isProblem(error, 'wrong-password')) throw error;
      form.setFieldError('currentPassword', t('password.wrong'));
      return;
    }
    form.reset();
    notifications.show({ message: t('password.changed'), color: 'success' });
    announce(t('password.changed'));
  });
  const toggle = { 'aria-label': t('password.show') };
  return (
    <form onSubmit={send}>
      <Stack maw={420}>
        <PasswordInput
          label={t('password.current')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label={t('password.new')}
          description={t('password.hint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('newPassword')}
        />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('password.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
