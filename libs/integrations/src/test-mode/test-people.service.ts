import { Injectable } from '@nestjs/common';
import { type Context, Problem, inNameOf, log, parseId } from '@app/kernel';
import { TestAdvisors } from '@app/advisors';
import { TestWelcomes } from '@app/billing';
import { BookingSettingsService } from '@app/bookings';
import { UsersService } from '@app/identity';
import { TestTwins } from '@app/licensees';

/** By what the people are found, with `externalId`. */
const TEST_USER = 'test_user';

/** Somebody to call, and somebody with money who calls: so that the first request with a new test key can be a call (features.md N13). */
@Injectable()
export class TestPeople {
  constructor(
    private readonly twins: TestTwins,
    private readonly advisors: TestAdvisors,
    private readonly users: UsersService,
    private readonly welcomes: TestWelcomes,
    private readonly bookings: BookingSettingsService,
  ) {}

  /**
   * Makes who is not there yet; repeating it changes nothing, and what a crash left out comes with the next key. A key is worth more than what stands ready for it, so a refusal
   * (a limit, a name in use) is only written to the log.
   * @throws TestModeOnly
   */
  async welcome(ctx: Context): Promise<void> {
    await this.twins.assertTwin(ctx);
    for (const come of [() => this.advisor(ctx), () => this.user(ctx)])
      try {
        await come();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        log.warn({ licenseeId: ctx.licenseeId, err: error }, 'test mode begins without one of its people');
      }
  }

  private async advisor(ctx: Context): Promise<void> {
    const { personId } = await this.advisors.welcome(ctx);
    const self = inNameOf(ctx, personId, 'advisor');
    // Whoever has chosen something, by a route of test mode, keeps it.
    if (await this.bookings.hasChosen(self)) return;
    const settings = await this.bookings.showMine(self);
    await this.bookings.replaceMine(self, { ...settings, isOn: true, noticeMinutes: 0, autoAccept: true });
  }

  private async user(ctx: Context): Promise<void> {
    await this.welcomes.give(ctx, (await this.known(ctx)) ?? (await this.newUser(ctx)));
  }

  private async known(ctx: Context): Promise<string | undefined> {
    const { data } = await this.users.list(ctx, { externalId: TEST_USER, limit: 1 });
    return data[0] && parseId('person', data[0].id)!;
  }

  private async newUser(ctx: Context): Promise<string> {
    const { id } = await this.users.create(ctx, {
      email: 'user@test.invalid',
      displayName: 'Test user',
      adult: true,
      externalId: TEST_USER,
    });
    return parseId('person', id)!;
  }
}
