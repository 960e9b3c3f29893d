import { Alert, Stack } from '@mantine/core';
import { Clock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duration } from '~/shared/format.ts';
import { Page } from '~/shared/ui/index.ts';
import { PrivateNote } from '../end/note-form.tsx';
import { useCallMedia } from '../media/use-call-media.ts';
import type { Call, Meter } from '../model.ts';
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

type Limit = 'session' | 'own';

/** What ends the call before the money does; null = the money. The advisor knows of the session only. */
function limitOf({ session, limitSeconds }: Call, meter: Meter | undefined): Limit | null {
  if (!meter) return null;
  if (session && !session.thenPerMinute) return 'session';
  return limitSeconds !== null && meter.connectedSeconds + meter.secondsLeft >= limitSeconds ? 'own' : null;
}

/** The call is about to end at its limit, whatever is in the wallet. */
function LimitNote({ kind, meter }: { kind: Limit; meter: Meter }) {
  const { t } = useTranslation('call');
  const time = duration(meter.secondsLeft);
  return (
    <Alert variant="outline" color="warning" icon={<Clock aria-hidden />} role="status">
      {kind === 'session' ? t('room.sessionEnds', { time }) : t('room.limitEnds', { time })}
    </Alert>
  );
}

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

  const { fundsLow, autoTopUpStopped } = live;
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [seenWarning, setSeenWarning] = useState<number | null>(null);
  const [seenStop, setSeenStop] = useState<string | null>(null);
  const limit = limitOf(call, live.reading?.meter);
  if (isCaller && fundsLow !== seenWarning) {
    setSeenWarning(fundsLow);
    // Money does not help against a limit.
    if (fundsLow !== null && limit === null) setSheetOpen(true);
  }
  if (isCaller && autoTopUpStopped !== seenStop) {
    setSeenStop(autoTopUpStopped);
    if (autoTopUpStopped !== null) setSheetOpen(true);
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
        {!isEnded && fundsLow !== null && limit !== null && <LimitNote kind={limit} meter={live.reading!.meter} />}
        {call.medium === 'video' && !isEnded && <Videos state={state} peer={peer} />}
        {isCaller && isSheetOpen && !isEnded && (
          <TopUpSheet
            call={call}
            remaining={remaining}
            isWarning={fundsLow !== null}
            autoTopUpStopped={autoTopUpStopped}
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
