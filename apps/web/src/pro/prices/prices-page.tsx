import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Link2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useAdvisor } from '../live/queries.ts';
import { PricesEditor } from './prices-editor.tsx';
import { usePrices } from './queries.ts';
import { RatesForm } from './rates-form.tsx';
import { SponsoredCodes } from './sponsored-codes.tsx';

/** Everything that a call with the advisor costs. */
export function PricesPage() {
  const { t } = useTranslation('pro');
  const advisor = useAdvisor();
  const prices = usePrices();
  return (
    <Page
      title={t('prices.title')}
      intro={t('prices.intro')}
      actions={
        <Button component={Link} to="/links" variant="default" leftSection={<Link2 size={18} aria-hidden />}>
          {t('prices.links')}
        </Button>
      }
    >
      <DataView query={advisor} loading={<LoadingState lines={2} />}>
        {(me) => <RatesForm key={me.id} advisor={me} />}
      </DataView>
      <DataView query={prices} loading={<LoadingState lines={6} />}>
        {(kept) => <PricesEditor kept={kept} />}
      </DataView>
      <SponsoredCodes />
    </Page>
  );
}
