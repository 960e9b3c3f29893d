import { ApiProblem } from './problem.ts';

const PREFIX = 'money-key:';

/**
 * The Idempotency-Key of one intention to move money. It outlives a double click, a reload and the way back, because it is kept until the
 * outcome is known; the API then answers the same request with the same result.
 */
function keyOf(intent: string): string {
  const kept = sessionStorage.getItem(PREFIX + intent);
  if (kept) return kept;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(PREFIX + intent, fresh);
  return fresh;
}

/** The outcome is known: the next one is a new intention. */
export function settleMoneyKey(intent: string): void {
  sessionStorage.removeItem(PREFIX + intent);
}

/**
 * Sends a request that moves money under the key of its intention. A refusal ends the intention; so does an answer, unless the caller waits for the
 * end of a payment and settles the key itself (`keep`). Without an answer the key stays.
 */
export async function sendOnce<T>(
  intent: string,
  send: (params: { header: { 'Idempotency-Key': string } }) => Promise<T>,
  { keep = () => false }: { keep?: (answer: T) => boolean } = {},
): Promise<T> {
  try {
    const answer = await send({ header: { 'Idempotency-Key': keyOf(intent) } });
    if (!keep(answer)) settleMoneyKey(intent);
    return answer;
  } catch (error) {
    const isOpen = !(error instanceof ApiProblem) || error.isTransient || error.code === 'idempotency-key-in-flight';
    if (!isOpen) settleMoneyKey(intent);
    throw error;
  }
}
