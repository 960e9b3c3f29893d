import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Coupon, hasEnded } from '~/features/coupons/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import {
  type Column,
  ConfirmButton,
  DataTable,
  DataView,
  EmptyState,
  StatusBadge,
  announce,
  usePaged,
} from '~/shared/ui/index.ts';

const KEY = ['sponsored-codes'];

/** Codes that the advisor pays for or is asked to pay for; nothing is taken before they agree [D16]. */
export function SponsoredCodes() {
  const { t } = useTranslation('coupons');
  const { query, rows, more } = usePaged<Coupon>(KEY, (cursor) =>
    unwrap(api.GET('/v1/advisor/coupons', { params: { query: { cursor } } })),
  );
  const columns: Column<Coupon>[] = [
    { id: 'code', header: t('code'), cell: ({ code }) => <Text fw={600}>{code}</Text> },
    { id: 'state', header: t('state'), cell: (coupon) => <State coupon={coupon} /> },
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
    { id: 'acts', header: t('acts'), cell: (coupon) => <Acts coupon={coupon} /> },
  ];
  return (
    <Stack component="section" aria-labelledby="sponsored-codes">
      <div>
        <Title order={2} size="h4" id="sponsored-codes">
          {t('own.title')}
        </Title>
        <Text c="dimmed" size="sm">
          {t('own.intro')}
        </Text>
      </div>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('own.none')} text={t('own.noneText')} />}
      >
        {() => <DataTable caption={t('own.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />}
      </DataView>
    </Stack>
  );
}

function State({ coupon }: { coupon: Coupon }) {
  const { t } = useTranslation('coupons');
  if (hasEnded(coupon)) return <StatusBadge tone="quiet">{t('over')}</StatusBadge>;
  if (coupon.sponsorAdvisor?.agreedAt == null) return <StatusBadge tone="waiting">{t('own.waitsForYou')}</StatusBadge>;
  return <StatusBadge tone="good">{t('open')}</StatusBadge>;
}

function Acts({ coupon }: { coupon: Coupon }) {
  const { t } = useTranslation('coupons');
  const { id, code, amountMinor, currency, total } = coupon;
  if (hasEnded(coupon)) return '–';
  const done = async (told: string): Promise<void> => {
    announce(told);
    await queryClient.invalidateQueries({ queryKey: KEY });
  };
  const agree = async (): Promise<void> => {
    await unwrap(api.POST('/v1/advisor/coupons/{id}/agree', { params: { path: { id } } }));
    await done(t('own.agreed', { code }));
  };
  const decline = async (): Promise<void> => {
    await unwrap(api.POST('/v1/advisor/coupons/{id}/decline', { params: { path: { id } } }));
    await done(t('own.ended', { code }));
  };
  const isAsked = coupon.sponsorAdvisor?.agreedAt == null;
  return (
    <Group gap="xs">
      {isAsked && (
        <ConfirmButton
          size="xs"
          title={t('own.agreeTitle')}
          text={t('own.agreeText', {
            code,
            amount: money(amountMinor, currency),
            times: total === null ? t('own.timesAny') : t('own.timesAll', { total }),
          })}
          confirmLabel={t('own.agree')}
          aria-label={t('own.agreeCode', { code })}
          onConfirm={agree}
        >
          {t('own.agree')}
        </ConfirmButton>
      )}
      <ConfirmButton
        size="xs"
        variant="default"
        title={t('own.withdrawTitle')}
        text={t('own.withdrawText', { code })}
        confirmLabel={t(isAsked ? 'own.decline' : 'own.withdraw')}
        aria-label={t(isAsked ? 'own.declineCode' : 'own.withdrawCode', { code })}
        onConfirm={decline}
      >
        {t(isAsked ? 'own.decline' : 'own.withdraw')}
      </ConfirmButton>
    </Group>
  );
}
