import type { TestApp } from './test-app.js';

/** Does something whose requests to Stripe have their effect, while nobody hears of it: no answer comes, and from here on no event (`webhooks.control` lets them come again). */
export async function unheard<T>(t: TestApp, pathPattern: string, work: () => PromiseLike<T>): Promise<T> {
  const { stripe } = t.sandbox!;
  stripe.webhooks.control({ drop: true });
  stripe.faults.add({ kind: 'timeout_after_success', method: 'POST', pathPattern, delayMs: 30, times: 99 });
  try {
    return await work();
  } finally {
    stripe.faults.clear();
  }
}

/** After more than a day Stripe knows no key of before. Its clock stays ahead; ours goes back with `t.clock.reset()`. */
export function forgetKeys(t: TestApp): void {
  t.sandbox!.stripe.advance(25 * 3600);
  t.clock.advanceSeconds(25 * 3600);
}
