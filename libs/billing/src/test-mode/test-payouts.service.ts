import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, Outbox, actingOf, inNameOf, rowsOf, updateRow } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { ConnectAccountsService } from '../payouts/connect-accounts.service.js';
import { PayoutDesk } from '../payouts/payout-desk.service.js';
import { PayoutAccountChanged } from '../payouts/payouts.events.js';
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
    private readonly desk: PayoutDesk,
    private readonly outbox: Outbox,
  ) {}

  /** Opens the payout account, or goes to another bank with it. @throws TestModeOnly, NotFound, PaymentsElsewhere */
  async setAccount(ctx: Context, advisorId: string, { bank }: SetTestPayoutAccount): Promise<TestPayoutAccountView> {
    const advisor = await this.advisorOf(ctx, advisorId); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    const { account } = await this.accounts.show(advisor);
    if (!account) await this.accounts.open(advisor, { country: 'DE', entityType: 'individual' });
    await this.toBank(ctx, advisorId, bank, account !== null);
    const { account: after } = await this.accounts.refresh(advisor);
    return { ...after!, livemode: false };
  }

  /** Claims what is available to an advisor and brings it to their bank, which answers at once. @throws TestModeOnly, NotFound, PayoutNotPossible */
  async create(ctx: Context, { advisorId }: CreateTestPayout): Promise<TestPayoutView> {
    await this.advisorOf(ctx, advisorId); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    const made = await this.payouts.start(
      ctx,
      { party: 'advisor', partyId: advisorId },
      'staff',
      actingOf(ctx).personId,
    );
    if ('none' in made) throw new PayoutNotPossible(made.none);
    await this.payouts.advance(ctx, { id: made.payoutId });
    return { ...(await this.desk.show(ctx, made.payoutId)), livemode: false };
  }

  /** As when a payee names another bank account at the provider: what one refused is tried again with the next. */
  private async toBank(ctx: Context, advisorId: string, bank: TestBank, wasOpen: boolean): Promise<void> {
    const payee = { party: 'advisor', partyId: advisorId } as const;
    await this.db.transaction(ctx, async (tx) => {
      const { id } = (await this.accounts.openOf(tx, payee))!;
      await updateRow(tx, 'connect_account', { id }, { account_id: testAccountOf(bank, id), payout_block: null });
      if (wasOpen) await this.outbox.add(tx, PayoutAccountChanged, payee);
    });
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
