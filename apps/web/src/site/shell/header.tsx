import { Burger, Button, Container, Group } from '@mantine/core';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { BrandMark, ColorSchemeToggle, LanguageSelect } from '~/shared/ui/index.ts';
import { walletQuery } from '../wallet/wallet.ts';
import classes from './shell.module.css';
import { endPushes } from '../lib/end-pushes.ts';
import { LinkButton } from '../lib/links.tsx';

function Balance() {
  const { t } = useTranslation('site');
  const { data } = useQuery(walletQuery);
  if (!data) return null;
  const amount = money(data.availableMinor, data.currency);
  return (
    <span className={classes.balance}>
      <span className="visually-hidden">{t('nav.balance', { amount })}</span>
      <span aria-hidden>{amount}</span>
    </span>
  );
}

function Links({ isSignedIn, onFollow }: { isSignedIn: boolean; onFollow: () => void }) {
  const { t } = useTranslation('site');
  return (
    <ul className={classes.list}>
      <li>
        <Link to="/" className={classes.link} activeOptions={{ exact: true, includeSearch: false }} onClick={onFollow}>
          {t('nav.advisors')}
        </Link>
      </li>
      {isSignedIn && (
        <>
          <li>
            <Link to="/wallet" className={classes.link} activeOptions={{ includeSearch: false }} onClick={onFollow}>
              {t('nav.wallet')} <Balance />
            </Link>
          </li>
          <li>
            <Link to="/bookings" className={classes.link} onClick={onFollow}>
              {t('nav.bookings')}
            </Link>
          </li>
          <li>
            <Link to="/history" className={classes.link} activeOptions={{ includeSearch: false }} onClick={onFollow}>
              {t('nav.history')}
            </Link>
          </li>
          <li>
            <Link to="/account" className={classes.link} onClick={onFollow}>
              {t('nav.account')}
            </Link>
          </li>
        </>
      )}
    </ul>
  );
}

function Entrance() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const here = useLocation({ select: ({ href, pathname }) => (/^\/sign-(in|up)/.test(pathname) ? '/' : href) });
  const search = here === '/' ? {} : { next: here };
  return (
    <>
      <LinkButton to="/sign-in" search={search} variant="default">
        {common('action.signIn')}
      </LinkButton>
      <LinkButton to="/sign-up" search={search}>
        {t('nav.signUp')}
      </LinkButton>
    </>
  );
}

function Leave() {
  const { t } = useTranslation('common');
  const navigate = useNavigate();
  const [isLeaving, setLeaving] = useState(false);
  const leave = (): void => {
    setLeaving(true);
    // Without an answer the person is signed out here all the same.
    // First away from pages of a person, which would ask to sign in again.
    void navigate({ to: '/' })
      .then(endPushes)
      .then(signOut)
      .catch(() => undefined)
      .finally(() => setLeaving(false));
  };
  return (
    <Button variant="subtle" color="neutral" loading={isLeaving} onClick={leave}>
      {t('action.signOut')}
    </Button>
  );
}

export function Header() {
  const common = useTranslation('common').t;
  const { t } = useTranslation('site');
  const isSignedIn = useSession().status === 'signed_in';
  const path = useLocation({ select: ({ pathname }) => pathname });
  // Open on one page only: whoever goes on wants to see the next one.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const isOpen = openOn === path;
  return (
    <header className={classes.header}>
      <Container size="lg" className={classes.bar}>
        <Link to="/" className={classes.brand} aria-label={t('nav.home')} activeProps={{}}>
          <BrandMark />
        </Link>
        <Burger
          className={classes.toggle}
          size="sm"
          opened={isOpen}
          onClick={() => setOpenOn(isOpen ? null : path)}
          aria-label={common('nav.menu')}
          aria-expanded={isOpen}
          aria-controls="menu"
        />
        <nav id="menu" className={classes.menu} hidden={!isOpen} aria-label={common('nav.main')}>
          <Group gap="xs" justify="space-between">
            <Links isSignedIn={isSignedIn} onFollow={() => setOpenOn(null)} />
            <Group gap="xs">
              {isSignedIn ? <Leave /> : <Entrance />}
              <LanguageSelect />
              <ColorSchemeToggle />
            </Group>
          </Group>
        </nav>
      </Container>
    </header>
  );
}
