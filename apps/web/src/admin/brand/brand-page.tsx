import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { BrandEditor } from './brand-editor.tsx';
import { useBrand } from './use-brand.ts';

export function BrandPage() {
  const { t } = useTranslation('admin');
  const brand = useBrand();
  return (
    <Page title={t('brand.title')} intro={t('brand.intro')}>
      <DataView query={brand} loading={<LoadingState lines={4} height={120} />}>
        {(data) => <BrandEditor brand={data} />}
      </DataView>
    </Page>
  );
}
