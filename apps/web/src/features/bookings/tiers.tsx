import { List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Booking } from './queries.ts';

/** What comes back to a user who cancels, longest notice first. */
export function Tiers({ tiers }: { tiers: Booking['tiers'] }) {
  const { t } = useTranslation('bookings');
  return (
    <List size="sm" spacing={2}>
      {tiers.map(({ hoursBefore, refundPercent }) => (
        <List.Item key={hoursBefore}>{t('tier', { count: hoursBefore, percent: refundPercent })}</List.Item>
      ))}
      <List.Item>{t(tiers.length === 0 ? 'tierNone' : 'tierLast')}</List.Item>
    </List>
  );
}
