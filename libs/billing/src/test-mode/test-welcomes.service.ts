import { Injectable } from '@nestjs/common';
import { type Context, Db, toJsonMinor } from '@app/kernel';
import { LicenseesService, TestTwins, greatestTopUp } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import { Budgets } from '../self-managed/budgets.service.js';
import { TestTopUps, asUser } from './test-top-ups.service.js';

/** What a user of test mode begins with. */
const WELCOME_MINOR = 5_000n;
const WELCOME_KEY = 'welcome-to-test-mode';

/** Sees to it that the first call of a developer has money. */
@Injectable()
export class TestWelcomes {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly budgets: Budgets,
    private readonly topUps: TestTopUps,
  ) {}

  /** Money for the calls of a developer who has just come: once for each user, however often it is asked. @throws TestModeOnly, NotFound, and what `TopUpsService.create` throws */
  async give(ctx: Context, userId: string): Promise<void> {
    await this.twins.assertTwin(ctx);
    const once = { ...asUser(ctx, userId), idempotencyKey: WELCOME_KEY };
    const { amount, isBudget } = await this.db.read(ctx, async (tx) => {
      const terms = await this.licensees.termsOf(tx);
      const most = greatestTopUp(terms);
      const least = WELCOME_MINOR < terms.topUpMinMinor ? terms.topUpMinMinor : WELCOME_MINOR;
      return {
        amount: least > most ? most : least,
        isBudget: (await this.rules.of(tx)).topology === 'self_managed',
      };
    });
    const amountMinor = toJsonMinor(amount);
    if (isBudget) {
      if (!(await this.budgets.isGiven(once))) await this.budgets.give(once, userId, { amountMinor });
    } else await this.topUps.create(once, { userId, amountMinor, card: 'success' });
  }
}
