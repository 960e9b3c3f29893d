import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, unwrap } from '~/shared/api/index.ts';
import { withTax } from '~/shared/tax.ts';
import type { Call, Meter } from '../model.ts';
import { WALLET_KEY } from '../use-call.ts';

/**
 * Seconds that the caller can go on: what is reserved for the call, and what the wallet would still give, within the limit of the call. Null for the advisor,
 * who sees nothing of it.
 */
export function useRemaining(call: Call, meter: Meter | undefined): number | null {
  const client = useQueryClient();
  const isCaller = call.side === 'caller';
  const wallet = useQuery({
    queryKey: WALLET_KEY,
    queryFn: () => unwrap(api.GET('/v1/wallet', {})),
    enabled: isCaller && call.status !== 'ended',
  });
  const [funded, setFunded] = useState<{ readonly readAt: number; readonly seconds: number }>();
  // Constant until the next slice of minutes is reserved, which moves money inside the wallet.
  const reserved = meter && meter.connectedSeconds + meter.secondsLeft;
  useEffect(() => {
    if (isCaller && reserved !== undefined) void client.invalidateQueries({ queryKey: WALLET_KEY });
  }, [client, isCaller, reserved]);
  if (wallet.data && reserved !== undefined && funded?.readAt !== wallet.dataUpdatedAt) {
    // A later minute may cost more than the first: rather too short than too long.
    const rate = Math.max(call.ratePerMinuteMinor, ...call.tiers.map(({ ratePerMinuteMinor }) => ratePerMinuteMinor));
    const more = Math.floor((wallet.data.availableMinor * 60) / withTax(rate, call.tax));
    setFunded({ readAt: wallet.dataUpdatedAt, seconds: reserved + more });
  }
  if (!isCaller || !meter) return null;
  const seconds = Math.min(funded?.seconds ?? reserved!, call.limitSeconds ?? Infinity);
  return Math.max(0, seconds - meter.connectedSeconds);
}
