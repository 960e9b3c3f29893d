import { Suspense, lazy } from 'react';
import { Container } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/shared/api/index.ts';
import { SkipLink } from '~/shared/ui/index.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import classes from './shell.module.css';
import { SiteStream } from './site-stream.tsx';

/** For signed-in people only: the first page does without it. */
const PersonStream = lazy(() => import('./person-stream.tsx').then((module) => ({ default: module.PersonStream })));

/** The frame of every page for end users. */
export function Shell() {
  const { t } = useTranslation('common');
  const isSignedIn = useSession().status === 'signed_in';
  return (
    <SiteStream>
      {isSignedIn && (
        <Suspense>
          <PersonStream />
        </Suspense>
      )}
      <div className={classes.frame}>
        <SkipLink label={t('nav.skip')} />
        <Header />
        <Container size="lg" w="100%" pt="xs">
          <Notices />
        </Container>
        <main id="main" tabIndex={-1} className={classes.main}>
          <Container size="lg">
            <Outlet />
          </Container>
        </main>
        <Footer />
      </div>
    </SiteStream>
  );
}
