import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { nextStepKey, useFailureText } from './failures.ts';
import type { Payout } from './queries.ts';

export const PAYOUT_STATES = [
  'claimed',
  'transferred',
  'in_payout',
  'paid',
  'returning',
  'failed',
] as const satisfies readonly Payout['status'][];

const TONE: Record<Payout['status'], Tone> = {
  claimed: 'waiting',
  transferred: 'waiting',
  in_payout: 'waiting',
  paid: 'good',
  returning: 'busy',
  failed: 'bad',
};

/** A day of the API, which is a date without a time. */
export const day = (iso: string): string => date(`${iso.slice(0, 10)}T12:00:00`);

/** Where a payout is, and what that means: for a failed one why, and what to do. */
export function PayoutState({ payout }: { payout: Payout }) {
  const { t } = useTranslation('payouts');
  const why = useFailureText();
  const { status, failureCode, nextStep, note, cause } = payout;
  return (
    <Stack gap={4} align="flex-start" className="payout-state">
      <StatusBadge tone={TONE[status]}>{t(`state.${status}`)}</StatusBadge>
      {failureCode !== null && <Text size="sm">{why(failureCode)}</Text>}
      {status !== 'paid' && (
        <Text size="sm" c="dimmed">
          {note !== null && status === 'claimed' ? t('stateText.waits') : t(`stateText.${status}`)}
        </Text>
      )}
      {status === 'failed' && nextStep !== null && <Text size="sm">{t(nextStepKey(nextStep))}</Text>}
      {cause === 'final' && (
        <Text size="sm" c="dimmed">
          {t('cause.final')}
        </Text>
      )}
    </Stack>
  );
}

/** When the bank has it, or had it. */
export function Arrival({ payout: { status, arrivesOn, closedAt } }: { payout: Payout }) {
  const { t } = useTranslation('payouts');
  if (status === 'paid') return <>{arrivesOn !== null ? day(arrivesOn) : closedAt !== null ? date(closedAt) : '–'}</>;
  if (status === 'in_payout' && arrivesOn !== null) return <>{t('expected', { date: day(arrivesOn) })}</>;
  return <>–</>;
}
