import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import type { Call, Quote } from '../model.ts';
import { callKey } from '../use-call.ts';
import type { CallWish } from './use-quote.ts';

/**
 * Requests the call at the price that was shown. The key belongs to this very wish and is kept until its outcome is known, so that a double click or a
 * reload does not call twice.
 */
export function useStartCall(): {
  start: (wish: CallWish, quote: Quote) => Promise<Call | undefined>;
  /** The price of a minute that was shown before; null = it has not changed. */
  oldRateMinor: number | null;
} {
  const client = useQueryClient();
  const [oldRateMinor, setOldRate] = useState<number | null>(null);
  const start = async (wish: CallWish, quote: Quote): Promise<Call | undefined> => {
    const body = { ...wish, acceptedRatePerMinuteMinor: quote.ratePerMinuteMinor };
    const intent = `call:${JSON.stringify(body)}`;
    try {
      const call = await sendOnce(intent, (params) => unwrap(api.POST('/v1/calls', { params, body })));
      client.setQueryData(callKey(call.id), call);
      return call;
    } catch (error) {
      if (!isProblem(error, 'price-changed')) throw error;
      setOldRate(quote.ratePerMinuteMinor);
      await client.invalidateQueries({ queryKey: ['quote'] });
      return undefined;
    }
  };
  return { start, oldRateMinor };
}
