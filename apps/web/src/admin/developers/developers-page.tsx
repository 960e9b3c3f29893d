import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { ModeSwitch } from '../parts/mode-switch.tsx';
import { useMode } from '../parts/mode.ts';
import { AccessLog } from './access-log.tsx';
import { ApiKeys } from './api-keys.tsx';
import { SignInKeys } from './sign-in-keys.tsx';
import { TestClock } from './test-clock.tsx';
import { TestData } from './test-data.tsx';

/** What the licensee's own programs need: keys, what was asked with them, and keys that vouch for users. */
export function DevelopersPage() {
  const { t } = useTranslation('developers');
  const mode = useMode();
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Stack gap="xl">
        <ModeSwitch />
        <Part id="api-keys" title={t('keys.title')}>
          <ApiKeys />
        </Part>
        <Part id="api-access" title={t('log.title')} intro={t('log.intro')}>
          <AccessLog />
        </Part>
        {mode === 'test' ? (
          <>
            <Part id="test-clock" title={t('clock.title')} intro={t('clock.intro')}>
              <TestClock />
            </Part>
            <Part id="test-data" title={t('data.title')} intro={t('data.intro')}>
              <TestData />
            </Part>
          </>
        ) : (
          <Part id="sign-in-keys" title={t('signIn.title')} intro={t('signIn.intro')}>
            <SignInKeys />
          </Part>
        )}
      </Stack>
    </Page>
  );
}

function Part({ id, title, intro, children }: { id: string; title: string; intro?: string; children: ReactNode }) {
  return (
    <Stack component="section" aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title}
      </Title>
      {intro !== undefined && <Text maw="60ch">{intro}</Text>}
      {children}
    </Stack>
  );
}
