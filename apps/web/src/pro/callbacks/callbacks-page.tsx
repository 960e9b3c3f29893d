import { useTranslation } from 'react-i18next';
import { AskedCallbacks } from '~/features/callbacks/index.ts';
import { Page } from '~/shared/ui/index.ts';

/** People who ask to be called back [F9]. */
export function CallbacksPage() {
  const { t } = useTranslation('waiting');
  return (
    <Page title={t('asked.title')} intro={t('asked.intro')}>
      <AskedCallbacks />
    </Page>
  );
}
