import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import {
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  Page,
  StatusBadge,
  announce,
  usePaged,
  useProblemText,
} from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { CreateCoupon } from './create-coupon.tsx';

const KEY = ['coupons'];

/** Codes that give promo credit: what each gives, how often it was used, and how to stop it. */
export function CouponsPage() {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const mayChange = staff.is('owner', 'admin', 'finance');
  const queries = useQueryClient();
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY });
  const { query, rows, more } = usePaged<Schemas['CouponView']>(KEY, (cursor) =>
    unwrap(api.GET('/v1/staff/coupons', { params: { query: { cursor } } })),
  );
  return (
    <Page title={t('coupons.title')} intro={t('coupons.intro')}>
      <Stack gap="xl">
        {mayChange && <CreateCoupon onCreated={changed} />}
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={<EmptyState title={t('coupons.none')} text={t('coupons.noneText')} />}
        >
          {() => (
            <DataTable
              caption={t('coupons.title')}
              rows={rows}
              rowKey={({ id }) => id}
              more={more}
              columns={[
                { id: 'code', header: t('coupons.code'), cell: ({ code }) => <Text fw={600}>{code}</Text> },
                { id: 'state', header: t('coupons.state'), cell: (coupon) => <State coupon={coupon} /> },
                {
                  id: 'amount',
                  header: t('coupons.amount'),
                  numeric: true,
                  cell: ({ amountMinor, currency }) => money(amountMinor, currency),
                },
                {
                  id: 'used',
                  header: t('coupons.used'),
                  numeric: true,
                  cell: ({ redeemed, total }) =>
                    total === null ? redeemed : t('coupons.usedOf', { used: redeemed, total }),
                },
                { id: 'perUser', header: t('coupons.perUser'), numeric: true, cell: ({ perUser }) => perUser },
                { id: 'endsAt', header: t('coupons.endsAt'), cell: ({ endsAt }) => (endsAt ? date(endsAt) : '–') },
                ...(mayChange
                  ? [
                      {
                        id: 'acts',
                        header: t('coupons.acts'),
                        cell: (coupon: Schemas['CouponView']) => <Stop coupon={coupon} onStopped={changed} />,
                      },
                    ]
                  : []),
              ]}
            />
          )}
        </DataView>
      </Stack>
    </Page>
  );
}

const hasEnded = ({ stoppedAt, endsAt }: Schemas['CouponView']): boolean =>
  stoppedAt !== null || (endsAt !== null && new Date(endsAt) <= new Date());

function State({ coupon }: { coupon: Schemas['CouponView'] }) {
  const { t } = useTranslation('admin');
  if (hasEnded(coupon)) return <StatusBadge tone="quiet">{t('coupons.over')}</StatusBadge>;
  if (coupon.total !== null && coupon.redeemed >= coupon.total)
    return <StatusBadge tone="quiet">{t('coupons.usedUp')}</StatusBadge>;
  return <StatusBadge tone="good">{t('coupons.open')}</StatusBadge>;
}

function Stop({ coupon, onStopped }: { coupon: Schemas['CouponView']; onStopped: () => Promise<void> }) {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (hasEnded(coupon)) return null;
  const stop = (): void => {
    setSending(true);
    setFailure(null);
    unwrap(api.POST('/v1/staff/coupons/{id}/stop', { params: { path: { id: coupon.id } } }))
      .then(() => {
        announce(t('coupons.stopped', { code: coupon.code }));
        return onStopped();
      })
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setSending(false));
  };
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={isSending}
        onClick={stop}
        aria-label={t('coupons.stopCode', { code: coupon.code })}
      >
        {t('coupons.stop')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}
