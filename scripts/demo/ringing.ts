import { money } from './screen.ts';
import { TOPPED_UP_MINOR } from './before.ts';
import { control, expectSoon, freshKey, type Watcher, type World } from './world.ts';
import type { Call, Quote, Wallet } from './wire.ts';

interface Push {
  token: string;
  data: Record<string, string>;
  android?: { priority?: string; ttl?: string; collapseKey?: string; collapse_key?: string };
}

/** From the price to the accepted call. */
export async function ring(
  world: World,
  caller: Watcher,
  advisor: Watcher,
  pushToken: string,
): Promise<{ quote: Quote; callId: string }> {
  const { api, screen } = world;
  screen.step('Quote, request, ring, accept');
  const directory = await api.get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
  const advisorId = directory.data.find(({ displayName }) => displayName === advisor.name)?.id;
  screen.require(advisorId !== undefined, `${advisor.name} is in the directory of ${api.host}`);
  const wish = { advisorId, medium: 'voice', topic: 'Tax on a second job' };
  const quote = await api.post<Quote>('/v1/calls/quote', { token: caller.token, body: wish });
  const { currency } = quote;
  screen.note(
    `quote: ${money(quote.ratePerMinuteMinor, currency)} a minute by the second, ${money(quote.holdMinor, currency)} is held, the wallet is good for ${quote.affordableMinutes} minutes`,
  );
  screen.require(quote.sufficient && quote.availableMinor === TOPPED_UP_MINOR, 'the wallet covers the call');

  const key = freshKey();
  const call = await api.post<Call>('/v1/calls', { token: caller.token, key, body: wish });
  const again = await api.post<Call>('/v1/calls', { token: caller.token, key, body: wish });
  screen.check(
    call.status === 'ringing' && again.id === call.id,
    `${call.id} rings; the same Idempotency-Key again is the same call`,
  );
  const wallet = await api.get<Wallet>('/v1/wallet', caller.token);
  screen.check(
    wallet.heldMinor === quote.holdMinor && wallet.availableMinor === TOPPED_UP_MINOR - quote.holdMinor,
    `${money(wallet.heldMinor, currency)} held, ${money(wallet.availableMinor, currency)} left to spend`,
  );
  await expectSoon('the ring on the open screen', 5, () =>
    advisor.live.of<Call>('call.ringing').some(({ data }) => data.id === call.id),
  );
  screen.check(true, `${advisor.name}'s open screen rings (SSE call.ringing)`);
  const pushes = async (type: string) => {
    const { messages } = await control<{ messages: Push[] }>(world, 'GET', 'fcm');
    return messages.filter((one) => one.token === pushToken && one.data.callId === call.id && one.data.type === type);
  };
  await expectSoon('the push', 10, async () => (await pushes('call.ring')).length > 0);
  screen.check((await pushes('call.ring')).length === 1, `${advisor.name}'s device got one push (FCM, call.ring)`);

  const accepted = await api.post<Call>(`/v1/calls/${call.id}/accept`, { token: advisor.token, body: {} });
  screen.require(accepted.status === 'accepted', `${advisor.name} accepts`);
  await expectSoon('the push that stops the ringing', 10, async () => (await pushes('call.cancel')).length > 0);
  screen.check(true, 'the device is told to stop ringing (FCM, call.cancel)');
  return { quote, callId: call.id };
}
