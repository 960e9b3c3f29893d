import { settleMoneyKey } from '~/shared/api/index.ts';
import type { WalletSearch } from './wallet-search.ts';

const PREFIX = 'top-up:';
const DRAFT = 'top-up-draft';

/** What was chosen outlives an error, a reload and the way back, so that the same choice is the same payment. */
export const keepTopUpDraft = (values: object): void => sessionStorage.setItem(DRAFT, JSON.stringify(values));

export function topUpDraft(): object {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}') as object;
  } catch {
    return {};
  }
}

/** It is paid: the next choice starts afresh. */
export const forgetTopUpDraft = (): void => sessionStorage.removeItem(DRAFT);

/** What this window knows of a top-up that it started and whose outcome it has not seen. */
interface StartedTopUp {
  readonly intent: string;
  readonly next?: string | undefined;
}

export const rememberTopUp = (id: string, started: StartedTopUp): void =>
  sessionStorage.setItem(PREFIX + id, JSON.stringify(started));

function startedTopUp(id: string): StartedTopUp | undefined {
  const kept = sessionStorage.getItem(PREFIX + id);
  return kept === null ? undefined : (JSON.parse(kept) as StartedTopUp);
}

/** The outcome is known: the same amount again is a new payment from now on. */
export function settleTopUp(id: string): void {
  const started = startedTopUp(id);
  if (started) settleMoneyKey(started.intent);
  sessionStorage.removeItem(PREFIX + id);
}

/** Top-ups that were started here and have no known outcome. */
export const startedTopUpIds = (): string[] =>
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .sort();

/** The step at which somebody left for the payment page. */
export function takeReturn({ topUp, cancelled }: WalletSearch): WalletSearch {
  const next = topUp === undefined ? undefined : startedTopUp(topUp)?.next;
  return { topUp, cancelled, next };
}
