import type { Diagnosis } from './domain-doctor.js';

export const DOMAIN_STATUSES = ['waiting', 'wrong_value', 'verified', 'broken'] as const;
export type DomainStatus = (typeof DOMAIN_STATUSES)[number];

/** The part of a domain that checks move. */
export interface DomainState {
  readonly verifiedAt: Date | null;
  readonly wrongValue: boolean;
  readonly brokenSince: Date | null;
  readonly failures: number;
}

/** Failed checks of the worker in a row before a host counts as broken: one bad answer of a name server is no news. */
const FAILURES_UNTIL_BROKEN = 2;

export function statusOf({ verifiedAt, wrongValue, brokenSince }: DomainState): DomainStatus {
  if (verifiedAt !== null) return brokenSince === null ? 'verified' : 'broken';
  return wrongValue ? 'wrong_value' : 'waiting';
}

/**
 * What a check makes of a domain. A verified host stays verified whatever is found: `broken` is for people to act on, and the host still resolves.
 * `counts`: checks by hand do not count as failures, or two clicks would break a host.
 */
export function afterCheck(
  state: DomainState & { readonly vouched: boolean },
  { proof, reachable }: Pick<Diagnosis, 'proof' | 'reachable'>,
  now: Date,
  counts: boolean,
): DomainState {
  const good = reachable && (proof === 'right' || state.vouched);
  if (good) return { verifiedAt: state.verifiedAt ?? now, wrongValue: false, brokenSince: null, failures: 0 };
  if (state.verifiedAt === null)
    return { verifiedAt: null, wrongValue: proof === 'wrong', brokenSince: null, failures: 0 };
  const failures = state.failures + (counts ? 1 : 0);
  const broken = failures >= FAILURES_UNTIL_BROKEN;
  return {
    verifiedAt: state.verifiedAt,
    wrongValue: false,
    brokenSince: state.brokenSince ?? (broken ? now : null),
    failures,
  };
}
