import { presentV1 } from './accounts-v1.js';
import { presentV2 } from './accounts-v2.js';
import { answerOnboarding, mustAccount } from './connected-accounts.js';
import { failPayout, payPayout } from './payouts.js';
import { noSuch } from './refusal.js';
import type { StripeState } from './state.js';

type Body = Record<string, unknown>;

/** What the control API does to Stripe's objects, by method and path; `:id` is the first argument of the action. */
const ACTIONS: readonly { call: RegExp; act: (state: StripeState, id: string, body: Body) => unknown }[] = [
  {
    call: /^POST \/accounts\/([^/]+)$/,
    act: (state, id, body) => {
      const progress = oneOf(body['state'], ['active', 'restricted', 'rejected'] as const, 'state');
      mustAccount(state, id);
      const account = answerOnboarding(state, id, progress, body);
      const include = ['configuration.recipient', 'configuration.merchant', 'requirements', 'identity'] as const;
      return { account: presentV1(state, account), accountV2: presentV2(state, account, include) };
    },
  },
  {
    call: /^POST \/payouts\/([^/]+)$/,
    act: (state, id, body) => {
      const wanted = oneOf(body['state'], ['paid', 'failed'] as const, 'state');
      const code = typeof body['failureCode'] === 'string' ? body['failureCode'] : 'could_not_process';
      return atHome(state, id, () => ({
        payout: wanted === 'paid' ? payPayout(state, id) : failPayout(state, id, code),
      }));
    },
  },
];

/** Does what the control API asks of Stripe's objects; undefined when there is no such call. */
export function controlStripe(state: StripeState, call: string, body: Body): unknown {
  for (const { call: pattern, act } of ACTIONS) {
    const match = pattern.exec(call);
    if (!match) continue;
    return state.store.atomically(() => {
      state.origin = { id: null, idempotency_key: null };
      return act(state, decodeURIComponent(match[1] ?? ''), body);
    });
  }
  return undefined;
}

/** Runs `work` in the account that has the object. */
function atHome<T>(state: StripeState, id: string, work: () => T): T {
  const account = state.store.home(id);
  if (account === undefined) throw noSuch('object', id);
  return state.within(account, work);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw new Error(`${name} must be one of ${allowed.join(', ')}`);
  return found;
}
