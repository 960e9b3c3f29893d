/** An account at Stripe, as it tells of itself. */
export interface PlatformFacts {
  readonly accountId: string;
  readonly name: string | null;
  /** ISO 3166-1, upper case. */
  readonly country: string;
  /** In which it settles by default; ISO 4217. */
  readonly currency: string;
}

/** What a key is good for. `permissions` = what it may not read, in Stripe's words; a key that may write may read. */
export type KeyFinding =
  | PlatformFacts
  | { readonly fault: 'wrong_key' }
  | { readonly fault: 'lacks_permission'; readonly permissions: readonly string[] };

/** Looks at an account by a key that is not kept. No method may be called inside a database transaction. @throws PaymentsUnavailable */
export abstract class PlatformAccounts {
  /** Asks for one thing of each kind that we need. Nothing is made or changed. */
  abstract inspect(secretKey: string): Promise<KeyFinding>;
  /** The operator's own account. */
  abstract operatorAccountId(): Promise<string>;
  /** From now on money leaves the account only when its owner says so: it would be that of callers and advisors. @returns false when the key may not */
  abstract stopPayouts(secretKey: string): Promise<boolean>;
}
