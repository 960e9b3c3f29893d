import type { PauseReason } from './auto-top-ups.dto.js';

/** Waits before a soft decline is tried again; after the last one it is over (reference/money.md 3.3). */
const RETRY_SECONDS = [24 * 3600, 72 * 3600];

const SOFT = new Set([
  'insufficient_funds',
  'card_declined',
  'generic_decline',
  'processing_error',
  'try_again_later',
  'no_answer',
]);

export type Verdict =
  | { readonly kind: 'again'; readonly afterSeconds: number }
  /** Only the payer can help. */
  | { readonly kind: 'ask'; readonly reason: PauseReason }
  | { readonly kind: 'over'; readonly reason: PauseReason };

/**
 * What a declined charge without the payer means.
 * @param failures how many there were in a row, this one included
 */
export function judge(code: string, failures: number): Verdict {
  if (code === 'authentication_required') return { kind: 'ask', reason: 'authentication_required' };
  if (!SOFT.has(code)) return { kind: 'over', reason: 'card_refused' };
  const afterSeconds = RETRY_SECONDS[failures - 1];
  return afterSeconds === undefined ? { kind: 'over', reason: 'declined' } : { kind: 'again', afterSeconds };
}
