import { Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { PrivateNote } from '../end/note-form.tsx';
import { useCallMedia } from '../media/use-call-media.ts';
import type { Call } from '../model.ts';
import { playWarning } from '../sounds.ts';
import { TopUpSheet } from '../top-up/top-up-sheet.tsx';
import type { LiveCall } from '../use-call.ts';
import { ConnectionNote } from './connection-note.tsx';
import { Controls } from './controls.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { MeterPanel } from './meter-panel.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useHangUp } from './use-hang-up.ts';
import { useRemaining } from './use-remaining.ts';
import { useShownMeter } from './use-shown-meter.ts';
import { useWakeLock } from './use-wake-lock.ts';
import { Videos } from './videos.tsx';

/** The running call, the same for both sides; money is shown to its side only (S8, A4). */
export function CallRoom({ call, live }: { call: Call; live: LiveCall }) {
  const { t } = useTranslation('call');
  const { media, state } = useCallMedia(call);
  const { hangUp, isEnding } = useHangUp(call, media, live.apply);
  const shown = useShownMeter(call, live.reading, state);
  const remaining = useRemaining(call, live.reading?.meter);
  const isCaller = call.side === 'caller';
  const peer = isCaller ? call.advisorName : (call.callerAlias ?? '');
  const isEnded = call.status === 'ending' || state.phase === 'left';

  const { fundsLow } = live;
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [seenWarning, setSeenWarning] = useState<number | null>(null);
  if (isCaller && fundsLow !== seenWarning) {
    setSeenWarning(fundsLow);
    if (fundsLow !== null) setSheetOpen(true);
  }
  useEffect(() => {
    if (isCaller && fundsLow !== null) playWarning();
  }, [isCaller, fundsLow]);

  useAnnouncements(remaining, shown.isPaused);
  useWakeLock(!isEnded);
  return (
    <Page title={t('room.title', { name: peer })} intro={call.topic ?? undefined}>
      <Stack maw={720}>
        <MeterPanel call={call} shown={shown} remaining={remaining} />
        {!isEnded && <ConnectionNote call={call} peer={peer} media={media} state={state} shown={shown} />}
        {isEnded && <p role="status">{call.status === 'ending' ? t('room.settling') : t('room.ending')}</p>}
        {!isEnded && state.isPeerMuted && !shown.isInterrupted && (
          <p role="status">{t('room.peerMuted', { name: peer })}</p>
        )}
        {!isCaller && !isEnded && live.topUp !== null && (
          <p role="status">{t(live.topUp === 'open' ? 'room.toppingUp' : 'room.toppedUp', { name: peer })}</p>
        )}
        {call.medium === 'video' && !isEnded && <Videos state={state} peer={peer} />}
        {isCaller && isSheetOpen && !isEnded && (
          <TopUpSheet
            call={call}
            remaining={remaining}
            isWarning={fundsLow !== null}
            onClose={() => setSheetOpen(false)}
          />
        )}
        {!isCaller && <PrivateNote call={call} />}
        {!isEnded && (
          <Controls
            call={call}
            media={media}
            state={state}
            isEnding={isEnding}
            onHangUp={hangUp}
            onAddMoney={isCaller && !isSheetOpen ? () => setSheetOpen(true) : undefined}
          />
        )}
        <LeaveGuard isOn={!isEnded} onHangUp={hangUp} />
      </Stack>
    </Page>
  );
}
