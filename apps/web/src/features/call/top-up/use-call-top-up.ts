import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas, sendOnce, settleMoneyKey, unwrap } from '~/shared/api/index.ts';
import { acceptedStart } from '~/shared/start-terms.ts';
import { useProblemText } from '~/shared/ui/index.ts';
import { WALLET_KEY } from '../use-call.ts';
import { useFailureText } from './failure.ts';

type TopUp = Schemas['TopUpView'];

const ASK_MS = 1_000;
const isSettled = ({ status }: TopUp): boolean => ['credited', 'failed', 'expired'].includes(status);

export const useCards = () =>
  useQuery({ queryKey: ['cards'], queryFn: () => unwrap(api.GET('/v1/cards', {})), staleTime: 30_000 });

/** What can be topped up now; asked for again after each top-up. */
export const useTopUpRoom = () =>
  useQuery({
    queryKey: ['top-ups', 'room'],
    queryFn: () => unwrap(api.GET('/v1/wallet/top-up-room', {})),
    staleTime: 5_000,
  });

export interface CallTopUp {
  readonly pay: (amountMinor: number, cardId: string | null) => Promise<void>;
  readonly isBusy: boolean;
  readonly topUp: TopUp | undefined;
  /** The payment page, when the browser did not let us open it. */
  readonly blockedUrl: string | null;
  readonly failure: string | null;
  readonly reset: () => void;
}

/** Brings money in while the call goes on: from a saved card, or on the payment page in another tab. */
export function useCallTopUp(callId: string): CallTopUp {
  const client = useQueryClient();
  const problemText = useProblemText();
  const failureText = useFailureText();
  const [started, setStarted] = useState<{ readonly id: string; readonly intent: string }>();
  const [isSending, setSending] = useState(false);
  const [blockedUrl, setBlockedUrl] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const asked = useQuery({
    queryKey: ['top-up', started?.id],
    queryFn: async () => {
      const topUp = await unwrap(api.GET('/v1/top-ups/{id}', { params: { path: { id: started!.id } } }));
      if (isSettled(topUp)) {
        settleMoneyKey(started!.intent);
        void client.invalidateQueries({ queryKey: WALLET_KEY });
        void client.invalidateQueries({ queryKey: ['top-ups', 'room'] });
        void client.invalidateQueries({ queryKey: ['cards'] });
      }
      return topUp;
    },
    enabled: started !== undefined,
    refetchInterval: ({ state }) => (state.data && isSettled(state.data) ? false : ASK_MS),
    refetchIntervalInBackground: true,
  });
  const topUp = started === undefined ? undefined : asked.data;

  const pay = async (amountMinor: number, cardId: string | null): Promise<void> => {
    if (isSending) return;
    setSending(true);
    setRefusal(null);
    setBlockedUrl(null);
    // A tab has to be opened by the tap itself; its address is known only later.
    const tab = cardId === null ? window.open('', '_blank') : null;
    const accepted = acceptedStart();
    const intent = `call-top-up:${callId}:${cardId ?? 'checkout'}:${amountMinor}:${accepted.locale}`;
    try {
      const body =
        cardId === null
          ? ({ amountMinor, method: 'checkout', saveCard: true, acceptedStart: accepted } as const)
          : ({ amountMinor, method: 'saved_card', cardId, acceptedStart: accepted } as const);
      const created = await sendOnce(intent, (params) => unwrap(api.POST('/v1/top-ups', { params, body })), {
        keep: (answer) => !isSettled(answer),
      });
      client.setQueryData(['top-up', created.id], created);
      setStarted({ id: created.id, intent });
      if (created.checkoutUrl !== null) {
        if (tab) {
          tab.opener = null;
          tab.location.href = created.checkoutUrl;
        } else setBlockedUrl(created.checkoutUrl);
      } else tab?.close();
    } catch (error) {
      tab?.close();
      setRefusal(problemText(error));
    } finally {
      setSending(false);
    }
  };
  const hasFailed = topUp?.status === 'failed' || topUp?.status === 'expired';
  return {
    pay,
    isBusy: isSending || (topUp !== undefined && !isSettled(topUp) && topUp.method === 'saved_card'),
    topUp,
    blockedUrl,
    failure: refusal ?? (hasFailed ? failureText(topUp.failureCode) : null),
    reset: () => setStarted(undefined),
  };
}
