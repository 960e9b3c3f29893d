import { Anchor, Button, Card, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, signIn } from '~/shared/api/index.ts';
import { FormFailure, OutsideFrame, Page, useProblemForm } from '~/shared/ui/index.ts';
import type { SignInSearch } from '../search.ts';
import { WrongFace } from './wrong-face.tsx';

export function SignInPage() {
  const { t } = useTranslation(['pro', 'common']);
  return (
    <OutsideFrame size={420}>
      <Page title={t('signIn.title')} intro={t('signIn.intro')}>
        <SignInForm />
      </Page>
    </OutsideFrame>
  );
}

function SignInForm() {
  const { t } = useTranslation(['pro', 'common']);
  const navigate = useNavigate();
  const router = useRouter();
  const { next } = useSearch({ strict: false }) as SignInSearch;
  const [wrongFace, setWrongFace] = useState<unknown>(null);
  const form = useProblemForm({ initialValues: { email: '', password: '' } });

  const send = form.send(async ({ email, password }) => {
    setWrongFace(null);
    try {
      await signIn({ email: email.trim(), password });
    } catch (error) {
      if (!isProblem(error, 'wrong-face')) throw error;
      setWrongFace(error.extensions['face']);
      return;
    }
    if (next === undefined) await navigate({ to: '/', replace: true });
    else router.history.replace(`${router.basepath}${next}`);
  });

  return (
    <Card withBorder padding="lg">
      <form onSubmit={send}>
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
          {wrongFace !== null && <WrongFace face={wrongFace} />}
          <FormFailure failure={form.failure} />
          <Button type="submit" size="md" loading={form.isSending}>
            {t('common:action.signIn')}
          </Button>
          <Anchor href="/pro/forgotten-password" size="sm">
            {t('signIn.forgotten')}
          </Anchor>
          <Text size="sm" c="dimmed">
            {t('signIn.invited')} <Anchor href="/">{t('signIn.toSite')}</Anchor>
          </Text>
        </Stack>
      </form>
    </Card>
  );
}
