import { Choice, Shown } from '@app/kernel';
import { STORED_VALUE_CAPS, type StoredValueCap } from '@app/licensees';

export class TopUpRoomView {
  @Shown('ISO 4217') currency: string;
  @Shown('Company that issues the balance, and owes it: the seller of the calls') issuer: string;
  @Shown('The most that can be topped up now, in minor units; 0 = nothing', { type: 'integer' }) possibleMinor: number;
  @Choice({
    description: 'Which cap leaves least: of one top-up, of the balance, of a day, or of twelve months',
    of: STORED_VALUE_CAPS,
  })
  cap: StoredValueCap;
  @Shown('That cap, in minor units', { type: 'integer' }) capMinor: number;
  @Shown('Begun and not paid yet: it counts until it has arrived or its page has ended', { type: 'integer' })
  inFlightMinor: number;
}
