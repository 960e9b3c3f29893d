import { Card, Stack, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';
import { SignInHistory } from './sign-in-history.tsx';

/** Who is signed in as this person, and how to keep others out. The same for every role; a face that shows it loads the words `account`. */
export function AccountSecurity() {
  const { t } = useTranslation('account');
  return (
    <Stack gap="lg">
      <Section title={t('sessions.title')}>
        <SessionList />
      </Section>
      <Section title={t('password.title')}>
        <PasswordForm />
      </Section>
      <Section title={t('history.title')}>
        <SignInHistory />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb="sm">
        {title}
      </Title>
      {children}
    </Card>
  );
}
