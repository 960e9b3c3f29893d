/** Banks of test mode: what becomes of a payout to them, in the words of the provider's refusals. */
export const TEST_BANKS = {
  success: {},
  account_closed: { bankRefuses: 'account_closed' },
  no_account: { bankRefuses: 'no_account' },
  could_not_process: { bankRefuses: 'could_not_process' },
  transfer_refused: { transferRefuses: 'insufficient_capabilities_for_transfer' },
} as const satisfies Record<string, { bankRefuses?: string; transferRefuses?: string }>;
export type TestBank = keyof typeof TEST_BANKS;
export const TEST_BANK_NAMES = Object.keys(TEST_BANKS) as TestBank[];

export interface Bank {
  /** Why the bank sends a payout back. */
  readonly bankRefuses?: string;
  /** Why nothing is transferred to the payee at all. */
  readonly transferRefuses?: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ACCOUNT = new RegExp(`^acct_test_(${TEST_BANK_NAMES.join('|')})_(${UUID})$`);
const BANK_PAYOUT = new RegExp(`^po_test_(${TEST_BANK_NAMES.join('|')})_(${UUID})$`);

/** An account of a payee names its bank, so that the simulated one knows what to answer; another bank is another id. */
export const testAccountOf = (bank: TestBank, accountRowId: string): string => `acct_test_${bank}_${accountRowId}`;
export const testBankPayoutOf = (bank: TestBank, payoutId: string): string => `po_test_${bank}_${payoutId}`;

export const bankOfAccount = (accountId: string): TestBank | undefined =>
  ACCOUNT.exec(accountId)?.[1] as TestBank | undefined;

export function bankPayoutNamed(id: string): { bank: Bank; payoutId: string } | undefined {
  const [, bank, payoutId] = BANK_PAYOUT.exec(id) ?? [];
  return payoutId === undefined ? undefined : { bank: TEST_BANKS[bank as TestBank], payoutId };
}
