import { Container } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SkipLink } from '~/shared/ui/index.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { PersonStream } from './person-stream.tsx';
import classes from './shell.module.css';
import { SiteStream } from './site-stream.tsx';

/** The frame of every page for end users. */
export function Shell() {
  const { t } = useTranslation('common');
  return (
    <SiteStream>
      <PersonStream />
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
