import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, Page } from '~/shared/ui/index.ts';

export function NotFound() {
  const { t } = useTranslation(['ops', 'common']);
  return (
    <Page title={t('common:state.notFound')}>
      <EmptyState
        title={t('common:state.notFoundText')}
        action={
          <Button component={Link} to="/">
            {t('notFound.action')}
          </Button>
        }
      />
    </Page>
  );
}
