const PREFIX = 'money-key:';

/**
 * The Idempotency-Key of one intention to move money. It outlives a double click, a reload and the way back, because it is kept until the
 * outcome is known; the API then answers the same request with the same result.
 */
export function moneyKey(intent: string): string {
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
