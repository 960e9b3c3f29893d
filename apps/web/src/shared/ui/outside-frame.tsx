import { Container, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrandMark } from './brand-mark.tsx';
import { SkipLink } from './page.tsx';
import { ColorSchemeToggle, LanguageSelect } from './preferences.tsx';

/** Around a page for who is not signed in, on faces whose own frame is for who is. */
export function OutsideFrame({ size = 480, children }: { size?: number; children: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <>
      <SkipLink label={t('nav.skip')} />
      <Container size={size} py="lg">
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
