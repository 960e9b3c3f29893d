import { nextSearch } from '../auth/next.ts';
import { oneOf, textOf } from '../lib/search.ts';

export interface WalletSearch {
  /** Top-up that the hosted payment page came back from. */
  readonly topUp?: string | undefined;
  readonly cancelled?: '1' | undefined;
  /** Where the money is needed. */
  readonly next?: string | undefined;
  /** Least amount that is needed there, in minor units. */
  readonly need?: string | undefined;
}

export const walletSearch = (search: Record<string, unknown>): WalletSearch => {
  const topUp = textOf(search['topUp']);
  const need = textOf(search['need']);
  return {
    topUp: topUp !== undefined && /^top_[0-9a-z]{26}$/.test(topUp) ? topUp : undefined,
    cancelled: oneOf(search['cancelled'], ['1']),
    next: nextSearch(search).next,
    need: need !== undefined && /^[1-9]\d{0,7}$/.test(need) ? need : undefined,
  };
};
