import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Coupon, CouponsTable } from '~/features/coupons/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, Page, usePaged } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { CreateCoupon } from './create-coupon.tsx';

const KEY = ['coupons'];

/** Codes of the licensee that give promo credit. */
export function CouponsPage() {
  const { t } = useTranslation('coupons');
  const staff = useStaff();
  const mayChange = staff.is('owner', 'admin', 'finance');
  const queries = useQueryClient();
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY });
  const { query, rows, more } = usePaged<Coupon>(KEY, (cursor) =>
    unwrap(api.GET('/v1/staff/coupons', { params: { query: { cursor } } })),
  );
  const stop = async ({ id }: Coupon): Promise<void> => {
    await unwrap(api.POST('/v1/staff/coupons/{id}/stop', { params: { path: { id } } }));
    await changed();
  };
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Stack gap="xl">
        {mayChange && <CreateCoupon onCreated={changed} />}
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={<EmptyState title={t('none')} text={t('noneText')} />}
        >
          {() => <CouponsTable caption={t('title')} rows={rows} more={more} mayStop={() => mayChange} onStop={stop} />}
        </DataView>
      </Stack>
    </Page>
  );
}
