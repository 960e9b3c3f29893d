import { Box, Group } from '@mantine/core';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePushTests } from '~/features/push/index.ts';
import { useSession } from '~/shared/api/index.ts';
import { BrandMark, ColorSchemeToggle, LanguageSelect, SkipLink } from '~/shared/ui/index.ts';
import { useHeartbeat } from '../device/use-heartbeat.ts';
import { useKeepAwake } from '../device/use-keep-awake.ts';
import { useConsoleEvents } from '../live/use-console-events.ts';
import { CallWatch } from './call-watch.tsx';
import { Navigation } from './navigation.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { SoundNotice } from './sound-notice.tsx';
import { WorkStateBadge } from './work-state-badge.tsx';
import './shell.css';

/** The frame of the console, for who is signed in. */
export function ConsoleShell() {
  const { status } = useSession();
  const next = useLocation({ select: ({ href }) => href });
  if (status === 'anonymous') return <Navigate to="/sign-in" search={{ next }} replace />;
  return <SignedIn />;
}

function SignedIn() {
  const { t } = useTranslation('common');
  const isConnected = useConsoleEvents();
  useHeartbeat();
  useKeepAwake();
  usePushTests();
  return (
    <div className="console">
      <SkipLink label={t('nav.skip')} />
      <header className="console-header">
        <BrandMark />
        <Group gap="xs">
          <WorkStateBadge />
          <Box visibleFrom="sm">
            <LanguageSelect />
          </Box>
          <ColorSchemeToggle />
        </Group>
      </header>
      <main id="main" className="console-main" tabIndex={-1}>
        <OfflineBar isConnected={isConnected} />
        <SoundNotice />
        <Outlet />
      </main>
      <Navigation />
      <CallWatch />
    </div>
  );
}
