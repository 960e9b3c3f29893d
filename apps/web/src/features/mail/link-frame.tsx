import { Container, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrandMark, ColorSchemeToggle, LanguageSelect, SkipLink } from '~/shared/ui/index.ts';

/** Around a page that a mail leads to, on faces whose own frame is for who is signed in. */
export function LinkFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <>
      <SkipLink label={t('nav.skip')} />
      <Container size={480} py="lg">
        <Stack gap="xl">
          <Group component="header" justify="space-between">
            <BrandMark />
            <Group gap="xs">
              <LanguageSelect />
              <ColorSchemeToggle />
            </Group>
          </Group>
          <main id="main">{children}</main>
        </Stack>
      </Container>
    </>
  );
}
