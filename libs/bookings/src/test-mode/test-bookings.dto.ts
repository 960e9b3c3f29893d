import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { Choice, Shown, Whole } from '@app/kernel';
import { BookingView } from '../bookings.dto.js';

export const SIMULATED = [
  'advisor_accepts',
  'advisor_declines',
  'advisor_cancels',
  'user_cancels',
  'advisor_starts',
  'user_starts',
  'time_passes',
] as const;
export type SimulatedMove = (typeof SIMULATED)[number];

const MOST_STEPS = 20;
const MOST_SECONDS = 100 * 86_400;

export class SimulatedBookingStep {
  @Choice({
    description: 'What happens. `..._starts` makes its call, which `POST /v1/test/calls/{id}/simulate` plays',
    of: SIMULATED,
    example: 'advisor_accepts',
  })
  event: SimulatedMove;

  @Whole({
    description: 'Seconds of the test clock until it happens, counted from the step before',
    min: 0,
    max: MOST_SECONDS,
    optional: true,
    example: 60,
  })
  afterSeconds?: number;
}

export class SimulateBooking {
  @ApiProperty({
    description:
      'One after the other; the first that is not possible ends the request, and those before it have happened',
    type: () => [SimulatedBookingStep],
    minItems: 1,
    maxItems: MOST_STEPS,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_STEPS)
  @ValidateNested({ each: true })
  @Type(() => SimulatedBookingStep)
  steps: SimulatedBookingStep[];
}

export class SimulatedBookingView {
  @Shown('The booking as it stands now', { type: () => BookingView }) booking: BookingView;
  @Shown('What time it is in test mode', { format: 'date-time' }) now: string;
  @Shown('Always false: bookings are simulated in test mode only', { type: Boolean, enum: [false] }) livemode: false;
}
