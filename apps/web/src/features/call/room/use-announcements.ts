import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { duration } from '~/shared/format.ts';
import { announce } from '~/shared/ui/index.ts';

const AT_SECONDS = [300, 60, 10];

/** Tells a screen reader what cannot wait, and nothing else: a meter that is read out every second hides the conversation (S8.3). */
export function useAnnouncements(remaining: number | null, isPaused: boolean): void {
  const { t } = useTranslation('call');
  const before = useRef(remaining);
  useEffect(() => {
    const last = before.current;
    before.current = remaining;
    if (last === null || remaining === null) return;
    const crossed = AT_SECONDS.findLast((seconds) => last > seconds && remaining <= seconds);
    if (crossed !== undefined) announce(t('announce.left', { time: duration(crossed, 'long') }));
  }, [remaining, t]);
  const wasPaused = useRef(isPaused);
  useEffect(() => {
    if (wasPaused.current !== isPaused) announce(isPaused ? t('announce.paused') : t('announce.resumed'));
    wasPaused.current = isPaused;
  }, [isPaused, t]);
}
