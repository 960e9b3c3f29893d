import { ActionIcon, Drawer, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Menu as MenuIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrandMark, ColorSchemeToggle, LanguageSelect, SkipLink } from '~/shared/ui/index.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { OperatorBanner } from './operator-banner.tsx';
import './shell.css';

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <SkipLink label={t('nav.skip')} />
      <OperatorBanner />
      <header className="admin-header">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <ActionIcon
            className="admin-menu-button"
            variant="subtle"
            color="neutral"
            size="xl"
            aria-label={t('nav.menu')}
            aria-expanded={isOpen}
            onClick={open}
          >
            <MenuIcon size={22} aria-hidden />
          </ActionIcon>
          <BrandMark />
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" visibleFrom="sm">
            <LanguageSelect />
            <ColorSchemeToggle />
          </Group>
          <AccountMenu />
        </Group>
      </header>
      <div className="admin-body">
        <nav className="admin-nav" aria-label={t('nav.main')}>
          <Navigation />
        </nav>
        <main id="main" className="admin-main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Drawer
        opened={isOpen}
        onClose={close}
        size={300}
        title={t('nav.menu')}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <Stack>
          <nav aria-label={t('nav.main')}>
            <Navigation onFollow={close} />
          </nav>
          <Group justify="space-between">
            <LanguageSelect />
            <ColorSchemeToggle />
          </Group>
        </Stack>
      </Drawer>
    </>
  );
}
