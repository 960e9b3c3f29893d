import { useTranslation } from 'react-i18next';
import { type Coupon, CouponForm, CouponsTable, hasEnded } from '~/features/coupons/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';

/** Codes of a licensee; those made here are at our cost [D16, J9]. */
export function CouponsOf({ id, currency, isOpen }: { id: string; currency: string; isOpen: boolean }) {
  const { t } = useTranslation('coupons');
  const { query, rows, more } = usePaged<Coupon>(['coupons', id], (cursor) =>
    unwrap(api.GET('/v1/operator/licensees/{id}/coupons', { params: { path: { id }, query: { limit: 10, cursor } } })),
  );
  const changed = (): void => {
    for (const key of ['coupons', 'audit']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
  const create = async (terms: Schemas['CouponTerms']): Promise<string> => {
    const { code } = await unwrap(
      api.POST('/v1/operator/licensees/{id}/coupons', { params: { path: { id } }, body: terms }),
    );
    changed();
    return t('created', { code });
  };
  const stop = async ({ id: couponId }: Coupon): Promise<void> => {
    await unwrap(
      api.POST('/v1/operator/licensees/{id}/coupons/{couponId}/stop', { params: { path: { id, couponId } } }),
    );
    changed();
  };
  return (
    <Section title={t('ofLicensee.title')} intro={t('ofLicensee.intro')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('none')} text={t('noneText')} />}
      >
        {() => (
          <CouponsTable
            caption={t('ofLicensee.title')}
            rows={rows}
            more={more}
            mayStop={(coupon) => coupon.sponsor === 'operator' && !hasEnded(coupon)}
            onStop={stop}
          />
        )}
      </DataView>
      {isOpen && <CouponForm currency={currency} create={create} />}
    </Section>
  );
}
