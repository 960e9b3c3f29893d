import { Accordion, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RefundDialog } from '~/features/complaints/index.ts';
import { day } from '~/features/payouts/index.ts';
import { boot } from '~/shared/boot.ts';
import { dateTime, duration, money } from '~/shared/format.ts';
import { MoreButton, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { KEYS } from '../live/queries.ts';
import { BreakDown } from './break-down.tsx';
import type { Earning } from './queries.ts';

const TONE: Record<Earning['state'], Tone> = {
  pending: 'waiting',
  on_hold: 'busy',
  available: 'waiting',
  in_payout: 'busy',
  paid: 'good',
  reversed: 'quiet',
};

interface EarningsListProps {
  readonly rows: readonly Earning[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
}

const idOf = ({ callId, bookingId }: Earning): string => callId ?? bookingId ?? '';

/** One line per charged call and per fee of a booking, and their sum. A line opens to who got what of the price. */
export function EarningsList({ rows, more }: EarningsListProps) {
  const { t } = useTranslation(['pro', 'common']);
  const queries = useQueryClient();
  const currency = rows[0]?.currency ?? boot.site.currency;
  const net = rows.reduce((sum, { netMinor }) => sum + netMinor, 0);
  return (
    <>
      <Group justify="space-between">
        <Text>{t(more.hasMore ? 'earnings.sumSoFar' : 'earnings.sum', { count: rows.length })}</Text>
        <Text fw={700}>{money(net, currency)}</Text>
      </Group>
      <Accordion multiple variant="contained">
        {rows.map((row) => (
          <Accordion.Item key={idOf(row)} value={idOf(row)}>
            <Accordion.Control>
              <Group justify="space-between" gap="xs" pe="sm">
                <div>
                  <Text>{dateTime(row.endedAt)}</Text>
                  <Text size="sm" c="dimmed">
                    {row.kind === 'call' ? duration(row.billedSeconds) : t(`earnings.kind.${row.kind}`)}
                  </Text>
                </div>
                <Group gap="sm">
                  <StatusBadge tone={TONE[row.state]}>
                    {row.state === 'pending'
                      ? t('earnings.badge.pending', { date: day(row.availableOn) })
                      : t(`earnings.badge.${row.state}`)}
                  </StatusBadge>
                  <Text fw={600}>{money(row.netMinor, row.currency)}</Text>
                </Group>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <BreakDown earning={row} />
              {row.callId !== null && row.priceMinor > 0 && row.state !== 'reversed' && (
                <Group mt="sm">
                  <RefundDialog
                    callId={row.callId}
                    currency={row.currency}
                    onRefunded={() => void queries.invalidateQueries({ queryKey: KEYS.earnings })}
                  />
                </Group>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <MoreButton more={more} />
    </>
  );
}
