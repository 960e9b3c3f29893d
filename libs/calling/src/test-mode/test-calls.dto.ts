import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { Choice, Shown, Whole } from '@app/kernel';
import { CallView } from '../calls.dto.js';

export const SIMULATED = [
  'advisor_answers',
  'advisor_declines',
  'caller_cancels',
  'caller_connects',
  'advisor_connects',
  'both_connect',
  'caller_lost',
  'advisor_lost',
  'caller_returns',
  'advisor_returns',
  'caller_hangs_up',
  'advisor_hangs_up',
  'time_passes',
] as const;
export type Simulated = (typeof SIMULATED)[number];

const MOST_STEPS = 50;

export class SimulatedStep {
  @Choice({
    description:
      'What happens. `..._lost`: the line of that side breaks, which the media server tells 22 seconds later; the clock is put forward by those too',
    of: SIMULATED,
    example: 'both_connect',
  })
  event: Simulated;

  @Whole({
    description: 'Seconds of the test clock until it happens, counted from the step before',
    min: 0,
    max: 86_400,
    optional: true,
    example: 90,
  })
  afterSeconds?: number;
}

export class SimulateCall {
  @ApiProperty({
    description:
      'One after the other; the first that is not possible ends the request, and those before it have happened',
    type: () => [SimulatedStep],
    minItems: 1,
    maxItems: MOST_STEPS,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_STEPS)
  @ValidateNested({ each: true })
  @Type(() => SimulatedStep)
  steps: SimulatedStep[];
}

export class SimulatedCallView {
  @Shown('The call as it stands now', { type: () => CallView }) call: CallView;
  @Shown('What time it is in test mode', { format: 'date-time' }) now: string;
  @Shown('Always false: calls are simulated in test mode only', { type: Boolean, enum: [false] }) livemode: false;
}
