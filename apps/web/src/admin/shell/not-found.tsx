import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, Page } from '~/shared/ui/index.ts';

export function NotFound() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  return (
    <Page title={common('state.notFound')}>
      <EmptyState
        title={t('shell.nowhere')}
        text={common('state.notFoundText')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('shell.toHome')}
          </Button>
        }
      />
    </Page>
  );
}

/** The page exists, but not for this role. */
export function NotAllowed() {
  const { t } = useTranslation('admin');
  return (
    <Page title={t('shell.notAllowed')}>
      <EmptyState
        title={t('shell.notAllowedTitle')}
        text={t('shell.notAllowedText')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('shell.toHome')}
          </Button>
        }
      />
    </Page>
  );
}
