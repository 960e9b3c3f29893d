import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState, Page } from '~/shared/ui/index.ts';

/** A page that could not be drawn or loaded; the rest of the site stays usable. */
export function RouteFailure({ error }: ErrorComponentProps) {
  const { t } = useTranslation('common');
  return (
    <Page title={t('state.error')}>
      <ErrorState error={error} onRetry={() => location.reload()} />
    </Page>
  );
}
