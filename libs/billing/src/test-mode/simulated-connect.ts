import { Injectable } from '@nestjs/common';
import { Db, assertNoTransaction, systemContext } from '@app/kernel';
import type { AccountFacts, AccountOrder, BankPayoutFacts, Connect, TransferOrder } from '../stripe/connect.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';
import {
  type Bank,
  TEST_BANKS,
  type TestBank,
  bankOfAccount,
  bankPayoutNamed,
  testAccountOf,
  testBankPayoutOf,
} from './simulated-banks.js';

/** What of `Connect` belongs to a tenant; the rest is about the operator's own money, which has no test mode. */
export type TenantConnect = Omit<Connect, 'payOutOperator' | 'operatorPayout' | 'startMove' | 'moveState'>;

/**
 * Payouts of test mode (features.md N13). As the simulated payments it keeps nothing: the account names its bank, a payout to the bank the bank and our row, and the
 * answers follow from them.
 */
@Injectable()
export class SimulatedConnect implements TenantConnect {
  constructor(private readonly db: Db) {}

  async createAccount(_context: StripeContext, { id }: AccountOrder): Promise<AccountFacts> {
    return accountFacts(testAccountOf('success', id));
  }

  async account(_context: StripeContext, accountId: string): Promise<AccountFacts> {
    return accountFacts(accountId);
  }

  /** A name that never resolves: nobody is to answer questions there. */
  async onboardingLink(_context: StripeContext, accountId: string): Promise<string> {
    assertNoTransaction();
    return `https://onboarding.test.invalid/${accountId}`;
  }

  async setManualPayouts(): Promise<void> {
    assertNoTransaction();
  }

  async transfer(_context: StripeContext, order: TransferOrder): Promise<{ transferId: string }> {
    const { transferRefuses }: Bank = TEST_BANKS[bankOf(order.accountId)];
    if (transferRefuses !== undefined) throw new PaymentsRejected(transferRefuses);
    return { transferId: `tr_test_${order.payoutId}` };
  }

  async reverse(
    _context: StripeContext,
    order: TransferOrder & { transferId: string; returnedMinor: bigint },
  ): Promise<{ reversalId: string }> {
    assertNoTransaction();
    return { reversalId: `trr_test_${order.payoutId}` };
  }

  payOut(context: StripeContext, order: TransferOrder): Promise<BankPayoutFacts> {
    return this.bankPayout(context, order.accountId, testBankPayoutOf(bankOf(order.accountId), order.payoutId));
  }

  async bankPayout(
    { licenseeId }: StripeContext,
    _accountId: string,
    stripePayoutId: string,
  ): Promise<BankPayoutFacts> {
    assertNoTransaction();
    const named = bankPayoutNamed(stripePayoutId);
    if (!named) throw new PaymentsRejected('resource_missing');
    const { bankRefuses } = named.bank;
    return {
      stripePayoutId,
      status: bankRefuses === undefined ? 'paid' : 'failed',
      failureCode: bankRefuses,
      arrivesOn: await this.db.now(systemContext(licenseeId!, 'simulated.bank')),
      localId: named.payoutId,
    };
  }
}

function bankOf(accountId: string): TestBank {
  assertNoTransaction();
  const bank = bankOfAccount(accountId);
  if (bank === undefined) throw new PaymentsRejected('resource_missing');
  return bank;
}

/** Nobody's identity is asked for: an account works as soon as it is opened. */
function accountFacts(accountId: string): AccountFacts {
  bankOf(accountId);
  return { accountId, transfersActive: true, isRejected: false, isClosed: false, requirements: [] };
}
