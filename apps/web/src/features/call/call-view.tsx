import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, Page, useHeadingFocus } from '~/shared/ui/index.ts';
import { AdvisorEnd } from './end/advisor-end.tsx';
import { CallerEnd } from './end/caller-end.tsx';
import { CallRoom } from './room/call-room.tsx';
import { Ringing } from './ringing.tsx';
import { playEnd } from './sounds.ts';
import { type LiveCall, useCall } from './use-call.ts';
import type { Call } from './model.ts';

/** A call from the ring to the receipt, for the side that looks at it. */
export function CallScreen({ id }: { id: string }) {
  const live = useCall(id);
  const status = live.query.data?.status;
  const before = useRef(status);
  useEffect(() => {
    if (before.current !== undefined && before.current !== 'ended' && status === 'ended') playEnd();
    before.current = status;
  }, [status]);
  return <DataView query={live.query}>{(call) => <Step call={call} live={live} />}</DataView>;
}

/** The ring itself lies over the page; this is what is under it. */
function RingsHere({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  return (
    <Page title={t('room.title', { name: call.callerAlias ?? '' })}>
      <p>{t('incoming.ringsHere')}</p>
    </Page>
  );
}

function Step({ call, live }: { call: Call; live: LiveCall }) {
  const isCaller = call.side === 'caller';
  const name = call.status === 'ended' ? 'end' : call.status === 'ringing' ? 'ringing' : 'room';
  // Under the ring the page has nothing to say.
  useHeadingFocus(name === 'ringing' && !isCaller ? null : name);
  if (call.status === 'ended') return isCaller ? <CallerEnd call={call} /> : <AdvisorEnd call={call} />;
  if (call.status === 'ringing') return isCaller ? <Ringing call={call} live={live} /> : <RingsHere call={call} />;
  return <CallRoom call={call} live={live} />;
}
