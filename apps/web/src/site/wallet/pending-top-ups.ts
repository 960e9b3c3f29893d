import { settleMoneyKey } from '~/shared/api/index.ts';
import type { WalletSearch } from './wallet-search.ts';

const PREFIX = 'top-up:';

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
export function takeReturn(search: WalletSearch): WalletSearch {
  const next = search.topUp === undefined ? undefined : startedTopUp(search.topUp)?.next;
  return { ...search, ...(next === undefined ? {} : { next }) };
}
