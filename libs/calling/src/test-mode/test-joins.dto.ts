import { Choice, Shown, Text } from '@app/kernel';
import { CALL_STATUSES, END_REASONS, SIDES } from '../call-machine.js';

/** What a side of a call can do on the page of its link, of all that can be simulated. */
export const SIDE_ACTS = ['answers', 'declines', 'cancels', 'connects', 'loses_line', 'returns', 'hangs_up'] as const;
export type SideAct = (typeof SIDE_ACTS)[number];

export class LookAtTestJoin {
  @Text({ description: 'What stands behind `#join=`', max: 100, example: 'b3c0...' })
  token: string;
}

export class ActInTestJoin extends LookAtTestJoin {
  @Choice({ description: 'What this side does', of: SIDE_ACTS, example: 'connects' })
  act: SideAct;
}

export class TestJoinView {
  @Shown('The call', { example: 'call_01hx0000000000000000000000' }) callId: string;
  @Shown('Whose link it is', { enum: SIDES }) side: (typeof SIDES)[number];
  @Shown('State of the call', { enum: CALL_STATUSES }) status: (typeof CALL_STATUSES)[number];
  @Shown('Why it ended; null while it has not', { type: String, enum: END_REASONS, nullable: true })
  endReason: (typeof END_REASONS)[number] | null;
  @Shown('Who is called') advisorName: string;
  @Shown('Seconds that are paid for; null until it has ended', { type: 'integer', nullable: true })
  billedSeconds: number | null;
  @Shown('What it cost, in minor units; null until it has ended', { type: 'integer', nullable: true })
  priceMinor: number | null;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('What this side can do now; empty = the call is over, or the time of the link is', {
    type: String,
    isArray: true,
    enum: SIDE_ACTS,
  })
  acts: SideAct[];
  @Shown('Until when the link can do something, by the clock of test mode', { format: 'date-time' }) expiresAt: string;
  @Shown('What time it is in test mode', { format: 'date-time' }) now: string;
  @Shown('Always false: nobody calls anybody', { type: Boolean, enum: [false] }) livemode: false;
}
