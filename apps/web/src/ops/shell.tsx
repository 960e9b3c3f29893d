import { AppShell, Burger, Drawer, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/shared/api/index.ts';
import { BrandMark, ColorSchemeToggle, SkipLink } from '~/shared/ui/index.ts';
import { Navigation } from './navigation.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { SignIn } from './sign-in.tsx';

const PUBLIC = ['/sign-up', '/forgotten-password', '/reset-password'];

/** The frame of the console. Who is signed out signs in on the address they wanted. */
export function Shell() {
  const { t } = useTranslation('common');
  const isSignedIn = useSession().status !== 'anonymous';
  // Who becomes a licensee, or has forgotten the password, is nobody here yet.
  const isPublic = useLocation({ select: ({ pathname }) => PUBLIC.includes(pathname) });
  const [isOpen, menu] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={isSignedIn ? { width: 250, breakpoint: 'md', collapsed: { mobile: true } } : undefined}
      padding="md"
    >
      <SkipLink label={t('nav.skip')} />
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            {isSignedIn && (
              <Burger
                hiddenFrom="md"
                size="sm"
                opened={isOpen}
                onClick={menu.toggle}
                aria-label={t('nav.menu')}
                aria-expanded={isOpen}
              />
            )}
            <BrandMark />
          </Group>
          <ColorSchemeToggle />
        </Group>
      </AppShell.Header>
      {isSignedIn && (
        <>
          <AppShell.Navbar p="md" visibleFrom="md">
            <Navigation />
          </AppShell.Navbar>
          <Drawer
            opened={isOpen}
            onClose={menu.close}
            hiddenFrom="md"
            size="xs"
            title={t('nav.menu')}
            closeButtonProps={{ 'aria-label': t('action.close') }}
          >
            <Navigation onChoose={menu.close} />
          </Drawer>
        </>
      )}
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <OfflineBar />
        {isSignedIn || isPublic ? <Outlet /> : <SignIn />}
      </AppShell.Main>
    </AppShell>
  );
}
