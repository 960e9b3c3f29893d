import { Injectable } from '@nestjs/common';
import { type Context, Db, addSeconds, log } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { CallTimers } from '../call-timers.service.js';
import type { AdvanceTestClock, TestClockView } from './test-clock.dto.js';

/** Timers of calls that one request passes; a call of a day has some hundred. */
const MOST_TIMERS = 5_000;

/**
 * The clock of test mode. It goes like any other, and can be put forward. Timers of calls are passed one by one on the way, so that a call is extended, warned and
 * ended as if the time had gone by; everything else that has become due is done by the worker.
 */
@Injectable()
export class TestClock {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly timers: CallTimers,
  ) {}

  /** @throws TestModeOnly */
  async show(ctx: Context): Promise<TestClockView> {
    await this.twins.assertTwin(ctx);
    return this.db.read(ctx, async (tx) => ({
      now: tx.now.toISOString(),
      aheadSeconds: Math.round(await this.twins.aheadSeconds(tx)),
      livemode: false as const,
    }));
  }

  /** @throws TestModeOnly, InvalidRequest */
  async advance(ctx: Context, { seconds }: AdvanceTestClock): Promise<TestClockView> {
    await this.twins.assertTwin(ctx);
    await this.pass(ctx, seconds);
    return this.show(ctx);
  }

  /** Lets seconds go by in a twin. @throws InvalidRequest */
  async pass(ctx: Context, seconds: number): Promise<void> {
    await this.passTo(ctx, addSeconds(await this.db.now(ctx), seconds));
  }

  /** Lets time go by in a twin until a moment. @throws InvalidRequest */
  async passTo(ctx: Context, end: Date): Promise<void> {
    let before: string | undefined;
    for (let passed = 0; passed < MOST_TIMERS; passed++) {
      const next = await this.timers.next(ctx);
      if (!next || next.at > end) break;
      const timer = `${next.callId} ${next.at.toISOString()}`;
      if (timer === before) {
        log.error({ callId: next.callId }, 'a timer of a simulated call stays due');
        break;
      }
      before = timer;
      // A moment later than the column says: it has microseconds.
      await this.moveTo(ctx, new Date(next.at.getTime() + 1));
      await this.timers.pass(ctx, next.callId);
    }
    await this.moveTo(ctx, end);
  }

  private async moveTo(ctx: Context, at: Date): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.twins.moveClock(tx, at));
  }
}
