import { LiveScreen } from './live.ts';
import { money } from './screen.ts';
import { asPerson, control, expectSoon, freshKey, signIn, type Watcher, type World } from './world.ts';
import type { SignedIn, TopUp, Wallet } from './wire.ts';

const FIRST_MINOR = 2_500;
const SECOND_MINOR = 1_000;
const CARD = '4242424242424242';

export const TOPPED_UP_MINOR = FIRST_MINOR + SECOND_MINOR;

/** The caller makes an account, and the advisor gets ready to be rung. */
export async function people(world: World): Promise<{ caller: Watcher; advisor: Watcher; pushToken: string }> {
  const { api, screen } = world;
  screen.step(`People on ${api.host}`);
  const account = { email: `${freshKey()}@mail.example`, password: 'a long sentence of the caller' };
  await api.post<SignedIn>('/v1/auth/sign-up', { body: { ...account, displayName: 'Carla Caller', adult: true } });
  const caller = asPerson(await api.post<SignedIn>('/v1/auth/sign-in', { body: account }));
  screen.note(`${caller.name} signed up as 18 or older, and signed in`);
  const wallet = await api.get<Wallet>('/v1/wallet', caller.token);
  screen.check(
    wallet.availableMinor === 0 && wallet.currency === 'EUR',
    `her wallet holds ${money(wallet.availableMinor, wallet.currency)}`,
  );

  const advisor = await signIn(world, 'advisor', 'ada@aurora.example');
  const pushToken = `fcm-${freshKey()}`;
  const device = { platform: 'web', pushKind: 'fcm_token', pushValue: pushToken, model: 'Demo browser' };
  const { id } = await api.post<{ id: string }>('/v1/devices', { token: advisor.token, body: device });
  screen.note(`${advisor.name}, advisor, signed in and registered ${id} for pushes`);
  const people = {
    caller: { ...caller, live: await LiveScreen.open(api, caller.token) },
    advisor: { ...advisor, live: await LiveScreen.open(api, advisor.token) },
  };
  await expectSoon('live events', 5, () =>
    [people.caller, people.advisor].every(({ live }) => live.of('ready').length === 1),
  );
  screen.note('both have their live events open (SSE)');
  return { ...people, pushToken };
}

/** Money comes in: once on the hosted page, once with the card that was saved there. Only the webhook credits the wallet. */
export async function topUps(world: World, caller: Watcher): Promise<void> {
  const { api, screen } = world;
  screen.step('Top-ups');
  const { token } = caller;
  const first = await api.post<TopUp>('/v1/top-ups', {
    token,
    key: freshKey(),
    body: { amountMinor: FIRST_MINOR, method: 'checkout', saveCard: true },
  });
  const session = /\/(cs_[^/?#]+)/.exec(first.checkoutUrl ?? '')?.[1];
  screen.require(
    session !== undefined && first.status !== 'credited',
    `${money(FIRST_MINOR, 'EUR')} by the hosted page: ${first.status}, nothing credited yet`,
  );
  const paid = await control<{ outcome: string }>(world, 'POST', `checkout/${session}/pay`, { card: CARD, save: true });
  screen.check(paid.outcome === 'paid', `paid on the page with ${CARD.slice(0, 4)} ..., card saved`);
  await credited(world, token, first, FIRST_MINOR);

  const second = await api.post<TopUp>('/v1/top-ups', {
    token,
    key: freshKey(),
    body: { amountMinor: SECOND_MINOR, method: 'saved_card' },
  });
  screen.note(`${money(SECOND_MINOR, 'EUR')} with the saved card, off session: ${second.status}`);
  await credited(world, token, second, TOPPED_UP_MINOR);
}

async function credited({ api, screen }: World, token: string, topUp: TopUp, balance: number): Promise<void> {
  const began = Date.now();
  const path = `/v1/top-ups/${topUp.id}`;
  await expectSoon(`credit of ${path}`, 20, async () => {
    const { status, failureCode } = await api.get<TopUp>(path, token);
    if (status === 'failed' || status === 'expired') throw new Error(`the top-up ${status}: ${failureCode}`);
    return status === 'credited';
  });
  const wallet = await api.get<Wallet>('/v1/wallet', token);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  screen.check(
    wallet.paidMinor === balance && wallet.availableMinor === balance,
    `credited by Stripe's webhook after ${seconds} s: the wallet holds ${money(wallet.paidMinor, wallet.currency)}`,
  );
}
