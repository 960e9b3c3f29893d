import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, Outbox, actingOf, inNameOf, newId, rowsOf, updateRow } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import type { Payee, PayeeAccount } from '../payouts/connect-account-rows.js';
import { ConnectAccountsService } from '../payouts/connect-accounts.service.js';
import { PayoutDesk } from '../payouts/payout-desk.service.js';
import { PayoutAccountChanged } from '../payouts/payouts.events.js';
import { PayoutSteps } from '../payouts/payout-steps.service.js';
import { PayoutsService } from '../payouts/payouts.service.js';
import { type TestBank, testAccountOf } from './simulated-banks.js';
import type {
  CreateTestPayout,
  SetTestPayoutAccount,
  TestPayoutAccountView,
  TestPayoutView,
} from './test-payouts.dto.js';
import { PayoutNotPossible } from './test-payouts.problems.js';

/** Does in test mode what payees and their banks do: opens an account, changes its bank, takes or refuses a payout (features.md N13). The payouts are the product's own. */
@Injectable()
export class TestPayouts {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly accounts: ConnectAccountsService,
    private readonly payouts: PayoutsService,
    private readonly steps: PayoutSteps,
    private readonly desk: PayoutDesk,
    private readonly outbox: Outbox,
  ) {}

  /** Opens the payout account of an advisor, or goes to another bank with it. @throws TestModeOnly, NotFound, PaymentsElsewhere */
  async setAccount(ctx: Context, advisorId: string, { bank }: SetTestPayoutAccount): Promise<TestPayoutAccountView> {
    const advisor = await this.advisorOf(ctx, advisorId); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    return this.toBank(advisor, { party: 'advisor', partyId: advisorId }, 'individual', bank);
  }

  /** The same with that of the licensee. @throws TestModeOnly, PaymentsElsewhere, ShareStaysAtYourStripe */
  async setOwnAccount(ctx: Context, { bank }: SetTestPayoutAccount): Promise<TestPayoutAccountView> {
    await this.twins.assertTwin(ctx);
    return this.toBank(ownerOf(ctx), { party: 'licensee', partyId: ctx.licenseeId }, 'company', bank);
  }

  /** Claims what is available to an advisor, or of the licensee's share, and brings it to the bank, which answers at once. @throws TestModeOnly, NotFound, PayoutNotPossible, ShareStaysAtYourStripe */
  async create(ctx: Context, { advisorId }: CreateTestPayout): Promise<TestPayoutView> {
    if (advisorId !== undefined) await this.advisorOf(ctx, advisorId); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    if (advisorId === undefined) await this.accounts.assertShareIsPaid(ctx);
    const payee =
      advisorId === undefined
        ? ({ party: 'licensee', partyId: ctx.licenseeId } as const)
        : ({ party: 'advisor', partyId: advisorId } as const);
    const made = await this.payouts.start(ctx, payee, 'staff', actingOf(ctx).personId);
    if ('none' in made) throw new PayoutNotPossible(made.none, made.minimumMinor);
    await this.steps.advance(ctx, { id: made.payoutId });
    return { ...(await this.desk.show(ctx, made.payoutId)), livemode: false };
  }

  /** As when a payee names another bank account at the provider: what one refused is tried again with the next. */
  private async toBank(
    asPayee: Context,
    payee: Payee,
    entityType: PayeeAccount['entity_type'],
    bank: TestBank,
  ): Promise<TestPayoutAccountView> {
    const { account } = await this.accounts.show(asPayee);
    if (!account) await this.accounts.open(asPayee, { country: 'DE', entityType });
    await this.db.transaction(asPayee, async (tx) => {
      const { id } = (await this.accounts.openOf(tx, payee))!;
      await updateRow(tx, 'connect_account', { id }, { account_id: testAccountOf(bank, id), payout_block: null });
      if (account) await this.outbox.add(tx, PayoutAccountChanged, payee);
    });
    const { account: after } = await this.accounts.refresh(asPayee);
    return { ...after!, livemode: false };
  }

  /** An advisor, as if they had signed in. */
  private async advisorOf(ctx: Context, id: string): Promise<Context> {
    const [advisor] = await this.db.read(ctx, (tx) =>
      rowsOf<{ person_id: string }>(tx, 'select person_id from app.advisor where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        id,
      ]),
    );
    if (!advisor) throw new NotFound();
    return inNameOf(ctx, advisor.person_id, 'advisor');
  }
}

/** Whoever acts, as the owner: the share is the licensee's. */
const ownerOf = (ctx: Context): Context => ({
  ...ctx,
  actor: { kind: 'person', personId: actingOf(ctx).personId, sessionId: newId(), role: 'owner' },
});
