import { ListEnvelope, Moment, Shown, Text } from '@app/kernel';

const Minor = (description: string, nullable = false): PropertyDecorator =>
  Shown(`${description}, in minor units`, { type: 'integer', ...(nullable && { nullable }) });

export class FxRateView {
  @Minor("One side of the newest line of Stripe that shows the rate: in the payers' currency") ownMinor: number;
  @Minor('The other side: as Stripe settled it') settledMinor: number;
  @Moment({ description: 'When it was posted' }) at: string;
}

export class FxPositionView {
  @Shown('The account at Stripe: `default`, or the id of the licensee whose own it is', { type: String })
  context: string;
  @Shown('ISO 4217 code that payers pay in', { type: String, example: 'EUR' }) currency: string;
  @Shown('ISO 4217 code that Stripe settles it in', { type: String, example: 'USD' }) settledIn: string;
  @Minor("Owed in the payers' currency and not there") shortMinor: number;
  @Minor('There for it in the other one, with what was posted at the ends of months') longMinor: number;
  @Shown('Null = no line of at least ten units has shown one yet, so nothing is valued', {
    type: () => FxRateView,
    nullable: true,
  })
  rate: FxRateView | null;
  @Minor('What the short side costs at the rate', true) valueMinor: number | null;
  @Minor('Won, or (negative) lost, and not posted yet', true) resultMinor: number | null;
  @Shown('The last month whose end was valued', { type: String, example: '2026-10', nullable: true })
  valuedThrough: string | null;
}

export class FxPositionList extends ListEnvelope {
  @Shown('By account and pair of currencies', { type: () => [FxPositionView] }) data: FxPositionView[];
}

export class ValueCurrencies {
  @Text({
    description: 'A month that is over',
    min: 7,
    max: 7,
    pattern: /^20\d{2}-(0[1-9]|1[0-2])$/,
    example: '2026-10',
  })
  month: string;
}

export class ValuedCurrenciesView {
  @Shown('The month', { type: String, example: '2026-10' }) month: string;
  @Shown('Results that were posted; 0 = everything was valued already, or is worth the same', { type: 'integer' })
  posted: number;
  @Shown('Positions that could not be valued, though the others were; asking again tries only these', {
    type: 'integer',
  })
  failed: number;
}
