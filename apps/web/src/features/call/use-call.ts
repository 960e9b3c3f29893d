import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, type LiveEvent, unwrap, useLive } from '~/shared/api/index.ts';
import { type Reading, nextReading } from './meter.ts';
import { type Call, type Meter, callOfEvent, isOver, newerCall } from './model.ts';
import { setServerTime } from './server-clock.ts';

export const callKey = (id: string): readonly string[] => ['call', id];
export const WALLET_KEY = ['wallet'] as const;

/** While the stream is down the call itself is asked. */
const ASK_MS = 2_000;

/** A payment that is given up is not told. */
const OPEN_MS = 90_000;
const DONE_MS = 10_000;

interface TopUpNews {
  readonly id: string;
  readonly isDone: boolean;
}

export interface LiveCall {
  readonly query: ReturnType<typeof useCallQuery>;
  readonly reading: Reading | undefined;
  /** Seconds left at the last warning that the money ends; null = none. */
  readonly fundsLow: number | null;
  /** Advisor: the caller brings money in, or just has. */
  readonly topUp: 'open' | 'done' | null;
  /** Caller: why auto top-up stopped during this call; null = it did not [D12]. */
  readonly autoTopUpStopped: string | null;
  readonly isStreamUp: boolean;
  readonly apply: (call: Call) => void;
}

const useCallQuery = (id: string, isStreamUp: boolean) =>
  useQuery({
    queryKey: callKey(id),
    queryFn: () => unwrap(api.GET('/v1/calls/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (isStreamUp || (state.data && isOver(state.data)) ? false : ASK_MS),
    refetchIntervalInBackground: true,
  });

/** A call that stays up to date: its record, and what the person's event stream tells of it. */
export function useCall(id: string): LiveCall {
  const client = useQueryClient();
  const [reading, setReading] = useState<Reading>();
  const [fundsLow, setFundsLow] = useState<number | null>(null);
  const [topUp, setTopUp] = useState<TopUpNews | null>(null);
  const [autoTopUpStopped, setAutoTopUpStopped] = useState<string | null>(null);
  useEffect(() => {
    if (topUp === null) return;
    const timer = setTimeout(() => setTopUp(null), topUp.isDone ? DONE_MS : OPEN_MS);
    return () => clearTimeout(timer);
  }, [topUp]);
  const read = (meter: Meter): void => setReading((before) => nextReading(before, meter));

  const apply = (call: Call): void => {
    if (call.id !== id) return;
    client.setQueryData<Call>(callKey(id), (known) => newerCall(known, call));
    if (call.meter) read(call.meter);
  };
  const onEvent = (event: LiveEvent): void => {
    const call = callOfEvent(event);
    if (call) apply(call);
    else if (event.type === 'ready') setServerTime(event.data['serverTime'] as string);
    else if (event.type === 'call.meter') {
      const meter = event.data as unknown as Meter;
      // The last reading is dated with the end of the call.
      if (meter.running) setServerTime(meter.at);
      read(meter);
    } else if (event.type === 'call.funds_low') setFundsLow(event.data['secondsLeft'] as number);
    else if (event.type === 'call.topping_up' || event.type === 'call.topped_up') {
      const id = event.data['topUpId'] as string;
      const isDone = event.type === 'call.topped_up';
      // The two may overtake each other.
      setTopUp((before) => (before?.id === id && before.isDone ? before : { id, isDone }));
    } else if (event.type === 'wallet.auto_top_up_stopped') {
      setAutoTopUpStopped(event.data['reason'] as string);
    } else if (event.type === 'wallet.changed') {
      client.setQueryData(WALLET_KEY, event.data);
      setFundsLow(null);
    }
  };
  const ended = client.getQueryData<Call>(callKey(id));
  const isStreamUp = useLive(ended && isOver(ended) ? null : '/v1/live', {
    onEvent,
    // The stream shows a live call only: what ended while it was down is asked.
    onConnected: () => void client.invalidateQueries({ queryKey: callKey(id) }),
  });
  const query = useCallQuery(id, isStreamUp);
  return {
    query,
    reading: readingOf(query.data, reading),
    fundsLow,
    topUp: topUp && (topUp.isDone ? 'done' : 'open'),
    autoTopUpStopped,
    isStreamUp,
    apply,
  };
}

/** The stream's reading; after a reload, until its first tick, the one in the record; after the end the settled figures. */
function readingOf(call: Call | undefined, reading: Reading | undefined): Reading | undefined {
  if (call?.meter && (reading === undefined || reading.meter.at < call.meter.at))
    return nextReading(reading, call.meter);
  return reading;
}
