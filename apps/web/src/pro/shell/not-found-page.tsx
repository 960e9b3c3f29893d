import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, Page } from '~/shared/ui/index.ts';

export function NotFoundPage() {
  const { t } = useTranslation(['pro', 'common']);
  return (
    <main id="main" style={{ padding: '1rem' }}>
      <Page title={t('common:state.notFound')}>
        <EmptyState
          title={t('common:state.notFoundText')}
          action={
            <Anchor component={Link} to="/">
              {t('shell.toHome')}
            </Anchor>
          }
        />
      </Page>
    </main>
  );
}
