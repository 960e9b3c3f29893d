import { Group, Text } from '@mantine/core';
import { Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { duration, money } from '~/shared/format.ts';
import type { Advisor } from './advisors.ts';

/** How the time is counted, each rule a phrase of its own. */
export function usePricingTerms(): string[] {
  const { t } = useTranslation('site');
  const { pricing, currency } = useBrand().site;
  const { incrementSeconds, minimumSeconds, freeSeconds, freeBelowSeconds, connectionFeeMinor } = pricing;
  return [
    incrementSeconds === 1
      ? t('price.perSecond')
      : incrementSeconds === 60
        ? t('price.perStartedMinute')
        : t('price.perIncrement', { time: duration(incrementSeconds) }),
    ...(freeSeconds > 0 ? [t('price.free', { time: duration(freeSeconds) })] : []),
    ...(freeBelowSeconds > 0 ? [t('price.freeBelow', { time: duration(freeBelowSeconds) })] : []),
    ...(minimumSeconds > 0 ? [t('price.minimum', { time: duration(minimumSeconds) })] : []),
    ...(connectionFeeMinor > 0 ? [t('price.connectionFee', { amount: money(connectionFeeMinor, currency) })] : []),
  ];
}

/** The price of a minute by kind of call, and how the minutes are counted (S2.4). */
export function PriceLine({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const terms = usePricingTerms();
  const { voiceRateMinor, videoRateMinor, currency } = advisor;
  return (
    <div>
      <Group gap="md">
        {voiceRateMinor !== null && (
          <Group gap={6} wrap="nowrap">
            <Phone size={16} aria-hidden />
            <Text fw={600}>{t('price.voice', { price: money(voiceRateMinor, currency) })}</Text>
          </Group>
        )}
        {videoRateMinor !== null && (
          <Group gap={6} wrap="nowrap">
            <Video size={16} aria-hidden />
            <Text fw={600}>{t('price.video', { price: money(videoRateMinor, currency) })}</Text>
          </Group>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {terms.join(' · ')}
      </Text>
    </div>
  );
}
