import { Badge, Group, Text } from '@mantine/core';
import { Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { duration, money, percent } from '~/shared/format.ts';
import { useTax, useTaxWords } from '../lib/tax.ts';
import type { Advisor } from './advisors.ts';

/** How the time is counted, each rule a phrase of its own. */
export function usePricingTerms(): string[] {
  const { t } = useTranslation('site');
  const { pricing, currency } = useBrand().site;
  const { incrementSeconds, minimumSeconds, freeBelowSeconds, connectionFeeMinor } = pricing;
  return [
    incrementSeconds === 1
      ? t('price.perSecond')
      : incrementSeconds === 60
        ? t('price.perStartedMinute')
        : t('price.perIncrement', { time: duration(incrementSeconds) }),
    ...(freeBelowSeconds > 0 ? [t('price.freeBelow', { time: duration(freeBelowSeconds) })] : []),
    ...(minimumSeconds > 0 ? [t('price.minimum', { time: duration(minimumSeconds) })] : []),
    ...(connectionFeeMinor > 0 ? [t('price.connectionFee', { amount: money(connectionFeeMinor, currency) })] : []),
  ];
}

/** What a call with the advisor gives free at its start, to whom. */
function FreeMinutes({ prices: { freeSeconds, freePer } }: { prices: Advisor['prices'] }) {
  const { t } = useTranslation('site');
  if (freeSeconds === 0) return null;
  return (
    <Badge color="success" variant="light" my={4} style={{ height: 'auto', whiteSpace: 'normal' }}>
      {t(`price.freeFirst.${freePer}`, { time: duration(freeSeconds) })}
    </Badge>
  );
}

/** The price of a minute by kind of call, and how the minutes are counted (S2.4). */
export function PriceLine({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const terms = usePricingTerms();
  const tax = useTaxWords()(useTax());
  const { prices, currency } = advisor;
  const { voice, video } = prices;
  const adjustBp = (voice ?? video)?.adjustBp ?? 0;
  const sessions = voice?.sessions ?? video?.sessions ?? [];
  const extras = [
    ...(adjustBp === 0
      ? []
      : [t(adjustBp > 0 ? 'price.surcharge' : 'price.discount', { rate: percent(Math.abs(adjustBp)) })]),
    ...((voice ?? video)?.tiers ?? []).map(({ afterMinutes, ratePerMinuteMinor }) =>
      t('price.tier', { time: duration(afterMinutes * 60), price: money(ratePerMinuteMinor, currency) }),
    ),
    ...sessions.map(({ minutes, priceMinor }) =>
      t('price.session', { time: duration(minutes * 60), price: money(priceMinor, currency) }),
    ),
  ];
  return (
    <div>
      <Group gap="md">
        {voice && (
          <Group gap={6} wrap="nowrap">
            <Phone size={16} aria-hidden />
            <Text fw={600}>{t('price.voice', { price: money(voice.ratePerMinuteMinor, currency) })}</Text>
          </Group>
        )}
        {video && (
          <Group gap={6} wrap="nowrap">
            <Video size={16} aria-hidden />
            <Text fw={600}>{t('price.video', { price: money(video.ratePerMinuteMinor, currency) })}</Text>
          </Group>
        )}
      </Group>
      <FreeMinutes prices={prices} />
      {extras.length > 0 && <Text size="sm">{extras.join(' · ')}</Text>}
      <Text size="sm" c="dimmed">
        {[...(tax === undefined ? [] : [tax]), ...terms].join(' · ')}
      </Text>
    </div>
  );
}
