import { Shown, Whole } from '@app/kernel';

/** A year and a day at once. */
const MOST_SECONDS = 367 * 86_400;

export class AdvanceTestClock {
  @Whole({ description: 'How far to put the clock forward', min: 1, max: MOST_SECONDS, example: 3600 })
  seconds: number;
}

export class TestClockView {
  @Shown('What time it is in test mode', { format: 'date-time' }) now: string;
  @Shown('How far that is ahead of the real time', { type: 'integer', example: 3600 }) aheadSeconds: number;
  @Shown('Always false: only test mode has this clock', { type: Boolean, enum: [false] }) livemode: false;
}
