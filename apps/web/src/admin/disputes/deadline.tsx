import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { localeTag } from '~/shared/i18n.ts';

const MINUTE_MS = 60_000;
const SOON_MINUTES = 2 * 24 * 60;

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** "2 days, 4 hr": the two largest units, so that it is as exact as it matters. */
function left(minutes: number): string {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts = days > 0 ? { days, hours } : hours > 0 ? { hours, minutes: minutes % 60 } : { minutes };
  return new Intl.DurationFormat(localeTag(), { style: 'long', minutesDisplay: 'auto' }).format(parts);
}

/** Until when the bank takes evidence, counted down. */
export function Deadline({ at }: { at: string }) {
  const { t } = useTranslation('money');
  const minutes = Math.floor((Date.parse(at) - useNow()) / MINUTE_MS);
  const isSoon = minutes < SOON_MINUTES;
  return (
    <>
      <Text inherit span fw={isSoon ? 700 : undefined} c={isSoon ? 'var(--t-danger-text)' : undefined}>
        {minutes < 0 ? t('disputes.overdue') : t('disputes.left', { time: left(minutes) })}
      </Text>
      <Text size="sm" c="dimmed">
        {dateTime(at)}
      </Text>
    </>
  );
}
