import { Anchor, Button, Group, Paper, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signIn } from '~/shared/api/index.ts';
import { FormFailure, LanguageSelect, Page, useProblemForm } from '~/shared/ui/index.ts';

export function SignIn() {
  const { t } = useTranslation(['ops', 'common']);
  const form = useProblemForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('signIn.emailMissing') : null),
      password: (value) => (value === '' ? t('signIn.passwordMissing') : null),
    },
  });
  return (
    <Stack maw={420} mx="auto" py="xl" gap="lg">
      <Page title={t('signIn.title')} intro={t('signIn.intro')}>
        <Paper withBorder p="lg">
          <form
            noValidate
            onSubmit={form.send(async ({ email, password }) => {
              await signIn({ email: email.trim(), password });
            })}
          >
            <Stack>
              <TextInput
                label={t('common:field.email')}
                type="email"
                autoComplete="username"
                required
                {...form.getInputProps('email')}
              />
              <PasswordInput
                label={t('common:field.password')}
                autoComplete="current-password"
                required
                visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
                {...form.getInputProps('password')}
              />
              <FormFailure failure={form.failure} />
              <Button type="submit" loading={form.isSending}>
                {t('common:action.signIn')}
              </Button>
            </Stack>
          </form>
        </Paper>
        <Group justify="center">
          <Anchor component={Link} to="/forgotten-password" underline="always">
            {t('signIn.forgotten')}
          </Anchor>
          <Anchor component={Link} to="/sign-up" underline="always">
            {t('signIn.signUp')}
          </Anchor>
          <LanguageSelect />
        </Group>
      </Page>
    </Stack>
  );
}
