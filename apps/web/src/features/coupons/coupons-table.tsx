import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import { type Column, DataTable, FormFailure, StatusBadge, announce, useProblemText } from '~/shared/ui/index.ts';

export type Coupon = Schemas['CouponView'];

interface CouponsTableProps {
  readonly caption: string;
  readonly rows: readonly Coupon[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
  readonly mayStop: (coupon: Coupon) => boolean;
  readonly onStop: (coupon: Coupon) => Promise<void>;
}

/** Codes that give promo credit: what each gives and who pays for it, how often it was used, and how to stop it. */
export function CouponsTable({ caption, rows, more, mayStop, onStop }: CouponsTableProps) {
  const { t } = useTranslation('coupons');
  const columns: Column<Coupon>[] = [
    { id: 'code', header: t('code'), cell: ({ code }) => <Text fw={600}>{code}</Text> },
    { id: 'state', header: t('state'), cell: (coupon) => <State coupon={coupon} /> },
    {
      id: 'sponsor',
      header: t('sponsor'),
      cell: ({ sponsor, sponsorAdvisor }) => t(`sponsorOf.${sponsor}`, { name: sponsorAdvisor?.name ?? '' }),
    },
    {
      id: 'amount',
      header: t('amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
    {
      id: 'used',
      header: t('used'),
      numeric: true,
      cell: ({ redeemed, total }) => (total === null ? redeemed : t('usedOf', { used: redeemed, total })),
    },
    { id: 'perUser', header: t('perUser'), numeric: true, cell: ({ perUser }) => perUser },
    { id: 'endsAt', header: t('endsAt'), cell: ({ endsAt }) => (endsAt ? date(endsAt) : '–') },
    ...(rows.some(mayStop)
      ? [
          {
            id: 'acts',
            header: t('acts'),
            cell: (coupon: Coupon) => mayStop(coupon) && <Stop coupon={coupon} onStop={onStop} />,
          },
        ]
      : []),
  ];
  return <DataTable caption={caption} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

export const hasEnded = ({ stoppedAt, endsAt }: Coupon): boolean =>
  stoppedAt !== null || (endsAt !== null && new Date(endsAt) <= new Date());

function State({ coupon }: { coupon: Coupon }) {
  const { t } = useTranslation('coupons');
  if (coupon.sponsorAdvisor && coupon.sponsorAdvisor.declinedAt !== null)
    return <StatusBadge tone="quiet">{t('declined')}</StatusBadge>;
  if (hasEnded(coupon)) return <StatusBadge tone="quiet">{t('over')}</StatusBadge>;
  if (coupon.total !== null && coupon.redeemed >= coupon.total)
    return <StatusBadge tone="quiet">{t('usedUp')}</StatusBadge>;
  if (coupon.sponsorAdvisor && coupon.sponsorAdvisor.agreedAt === null)
    return <StatusBadge tone="waiting">{t('waiting')}</StatusBadge>;
  return <StatusBadge tone="good">{t('open')}</StatusBadge>;
}

function Stop({ coupon, onStop }: { coupon: Coupon; onStop: (coupon: Coupon) => Promise<void> }) {
  const { t } = useTranslation('coupons');
  const words = useProblemText();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (hasEnded(coupon)) return null;
  const stop = (): void => {
    setSending(true);
    setFailure(null);
    onStop(coupon)
      .then(() => announce(t('stopped', { code: coupon.code })))
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
        aria-label={t('stopCode', { code: coupon.code })}
      >
        {t('stop')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}
