import { Card, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { useBrand } from '~/shared/brand.ts';
import { date, minutesFor, money } from '~/shared/format.ts';
import { withTax } from '~/shared/tax.ts';
import { useLastCall } from './wallet.ts';

function Figure({ label, value, note }: { label: string; value: string; note?: string | undefined }) {
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed" component="dt">
        {label}
      </Text>
      <Text component="dd" m={0} fw={700} size="xl" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      {note !== undefined && (
        <Text component="dd" m={0} size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </Card>
  );
}

/** What can be spent, what is reserved, what was given, and how long it lasts (S5.1). */
export function Balances({ wallet }: { wallet: Schemas['WalletView'] }) {
  const { t } = useTranslation('site');
  const { pricing } = useBrand().site;
  const { data: last } = useLastCall();
  const { currency, availableMinor, heldMinor, promoMinor, promoExpiresAt, promoExpiringMinor } = wallet;
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 4 }} m={0}>
      <Figure label={t('wallet.available')} value={money(availableMinor, currency)} />
      <Figure label={t('wallet.held')} value={money(heldMinor, currency)} note={t('wallet.heldText')} />
      <Figure
        label={t('wallet.promo')}
        value={money(promoMinor, currency)}
        note={
          promoExpiresAt === null
            ? t('wallet.promoText')
            : t('wallet.promoExpires', { amount: money(promoExpiringMinor, currency), date: date(promoExpiresAt) })
        }
      />
      {last && (
        <Figure
          label={t('wallet.lasts')}
          value={t('wallet.minutes', {
            count: minutesFor(availableMinor, withTax(last.ratePerMinuteMinor, last.tax), pricing.connectionFeeMinor),
          })}
          note={t('wallet.lastsText', {
            name: last.advisorName,
            price: money(last.ratePerMinuteMinor, last.currency),
          })}
        />
      )}
    </SimpleGrid>
  );
}
