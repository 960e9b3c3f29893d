import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { acceptedStart } from '~/shared/start-terms.ts';
import type { Call, Quote } from '../model.ts';
import { callKey } from '../use-call.ts';
import type { CallWish } from './use-quote.ts';

/** The prices of a quote that somebody agrees to. */
export const agreedTo = ({ ratePerMinuteMinor, freeSeconds, session, tax }: Quote): string =>
  JSON.stringify([ratePerMinuteMinor, freeSeconds, session?.priceMinor, tax.display, tax.rateBp]);

/**
 * Requests the call at the price that was shown. The key belongs to this very wish and is kept until its outcome is known, so that a double click or a
 * reload does not call twice.
 */
export function useStartCall(): {
  start: (wish: CallWish, quote: Quote) => Promise<Call | undefined>;
  /** The prices that were shown before, as {@link agreedTo} has them; null = they have not changed. */
  changedFrom: string | null;
} {
  const client = useQueryClient();
  const [changedFrom, setChangedFrom] = useState<string | null>(null);
  const start = async (wish: CallWish, quote: Quote): Promise<Call | undefined> => {
    const body = {
      ...wish,
      acceptedRatePerMinuteMinor: quote.ratePerMinuteMinor,
      acceptedFreeSeconds: quote.freeSeconds,
      acceptedTaxRateBp: quote.taxRateBp,
      acceptedStart: acceptedStart(),
      ...(quote.session ? { acceptedSessionPriceMinor: quote.session.priceMinor } : {}),
    };
    const intent = `call:${JSON.stringify(body)}`;
    try {
      const call = await sendOnce(intent, (params) => unwrap(api.POST('/v1/calls', { params, body })));
      client.setQueryData(callKey(call.id), call);
      return call;
    } catch (error) {
      if (!isProblem(error, 'price-changed')) throw error;
      setChangedFrom(agreedTo(quote));
      await Promise.all([
        client.invalidateQueries({ queryKey: ['quote'] }),
        client.invalidateQueries({ queryKey: ['call-advisor'] }),
      ]);
      return undefined;
    }
  };
  return { start, changedFrom };
}
