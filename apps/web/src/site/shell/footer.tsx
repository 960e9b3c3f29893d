import { Anchor, Container, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { useLegalHeads } from '../legal/legal-texts.ts';
import classes from './shell.module.css';

/** Help and the legal pages, at the same place of every page (3.2.6). */
export function Footer() {
  const { t } = useTranslation('site');
  const { name } = useBrand().site;
  const { data: pages = [] } = useLegalHeads();
  return (
    <footer className={classes.footer}>
      <Container size="lg">
        <Group justify="space-between" gap="md">
          <nav aria-label={t('footer.label')}>
            <ul className={classes.list}>
              <li>
                <Link to="/help" className={classes.link}>
                  {t('footer.help')}
                </Link>
              </li>
              <li>
                <Link to="/withdraw" className={classes.link}>
                  {t('footer.withdraw')}
                </Link>
              </li>
              {pages.map(({ kind, title, locale }) => (
                <li key={kind}>
                  <Link to="/legal/$kind" params={{ kind }} className={classes.link} lang={locale}>
                    {title}
                  </Link>
                </li>
              ))}
              <li>
                <Anchor href="/pro/" className={classes.link}>
                  {t('footer.advisors')}
                </Anchor>
              </li>
            </ul>
          </nav>
          <Text size="sm" c="dimmed">
            {name}
          </Text>
        </Group>
      </Container>
    </footer>
  );
}
