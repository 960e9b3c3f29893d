import { Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clock, duration, money } from '~/shared/format.ts';
import { StatusBadge } from '~/shared/ui/index.ts';
import type { Call } from '../model.ts';
import type { ShownMeter } from './use-shown-meter.ts';

interface MeterPanelProps {
  readonly call: Call;
  readonly shown: ShownMeter;
  readonly remaining: number | null;
}

function Figure({ label, value, testId }: { label: string; value: string; testId: string }) {
  return (
    <Stack gap={0} align="center" flex="1 1 6rem">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fw={700} size="xl" data-testid={testId} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
    </Stack>
  );
}

/** What the caller is charged by now: the session, or the minute of this band; and what is still free. */
function Rate({ call, connectedSeconds }: { call: Call; connectedSeconds: number }) {
  const { t } = useTranslation('call');
  const isCaller = call.side === 'caller';
  const price = (minor: number): string => money(minor, call.currency);
  const { session } = call;
  const band = call.tiers.findLast(({ afterMinutes }) => afterMinutes * 60 <= connectedSeconds) ?? call;
  const isFlat = session !== null && connectedSeconds < session.minutes * 60;
  return (
    <Text size="sm" c="dimmed" ta="center">
      {isFlat
        ? t(isCaller ? 'meter.session' : 'meter.sessionAdvisor', {
            time: duration(session.minutes * 60),
            price: price(session.priceMinor),
          })
        : t(isCaller ? 'meter.rate' : 'meter.rateAdvisor', { price: price(band.ratePerMinuteMinor) })}
      {isCaller && call.freeSeconds > connectedSeconds && (
        <>
          <br />
          <b>{t('meter.freeFirst', { time: duration(call.freeSeconds) })}</b>
        </>
      )}
    </Text>
  );
}

/** Elapsed time, cost and what is left, as the server counts them; for the advisor the net earning (S8.1, S8.2). */
export function MeterPanel({ call, shown, remaining }: MeterPanelProps) {
  const { t } = useTranslation('call');
  const { reading, isPaused } = shown;
  const meter = reading?.meter;
  const isCaller = call.side === 'caller';
  const amount = isCaller ? meter?.priceMinor : meter?.earningMinor;
  const isOver = call.status === 'ending' || call.status === 'ended';
  const isFree = meter?.running === true && meter.chargedSeconds === 0;
  const badge = isOver ? (
    <StatusBadge tone="quiet">{t('meter.over')}</StatusBadge>
  ) : call.startedAt === null ? (
    <StatusBadge tone="waiting">{t('meter.notYet')}</StatusBadge>
  ) : isPaused ? (
    <StatusBadge tone="busy">{t('meter.paused')}</StatusBadge>
  ) : isFree ? (
    <StatusBadge tone="waiting">{t('meter.free')}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t('meter.running')}</StatusBadge>
  );
  return (
    <Card withBorder component="section" aria-label={t('meter.title')}>
      <Stack gap="sm">
        <Group justify="center">{badge}</Group>
        <Group role="timer" aria-live="off" aria-label={t('meter.title')} justify="center" gap="md" wrap="wrap">
          <Figure label={t('meter.elapsed')} value={clock(meter?.connectedSeconds ?? 0)} testId="meter-elapsed" />
          <Figure
            label={isCaller ? t('meter.cost') : t('meter.earned')}
            value={money(amount ?? 0, call.currency)}
            testId="meter-amount"
          />
          {isCaller && remaining !== null && (
            <Figure label={t('meter.left')} value={clock(remaining)} testId="meter-left" />
          )}
        </Group>
        <Rate call={call} connectedSeconds={meter?.connectedSeconds ?? 0} />
        {reading?.wasCorrected && (
          <Text size="sm" ta="center" role="status">
            {t('meter.corrected')}
          </Text>
        )}
        {isCaller && call.limitSeconds !== null && call.startedAt === null && (
          <Text size="sm" c="dimmed" ta="center">
            {t('meter.limit', { time: duration(call.limitSeconds) })}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
