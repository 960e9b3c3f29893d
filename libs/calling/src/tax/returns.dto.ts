import { ListEnvelope, Shown } from '@app/kernel';

const PART = {
  type: String,
  enum: ['supply', 'correction'],
};
const CONVERSION =
  'The amounts are not in euros: convert them at the rate that the European Central Bank published on the last day of the quarter';

/** A line of a return under the Union one-stop shop. */
export class OssLine {
  @Shown(
    'supply: calls of the quarter, less what of them was given back in it. correction: given back of an earlier quarter',
    PART,
  )
  part: 'supply' | 'correction';
  @Shown('Member state of consumption, as VAT offices write it (Greece is EL)', { example: 'FR' }) memberState: string;
  @Shown('Quarter of the calls', { example: '2030-Q1' }) supplyQuarter: string;
  @Shown('Kind of rate; null of a correction, which a return states in one sum', {
    type: String,
    enum: ['standard', 'reduced'],
    nullable: true,
  })
  rateType: 'standard' | 'reduced' | null;
  @Shown('Rate in basis points; null of a correction', { type: 'integer', nullable: true }) rateBp: number | null;
  @Shown('ISO 4217', { example: 'EUR' }) currency: string;
  @Shown('Taxable amount, in minor units', { type: 'integer' }) netMinor: number;
  @Shown('Tax, in minor units', { type: 'integer' }) taxMinor: number;
  @Shown(CONVERSION) conversionNeeded: boolean;
}

export class OssReturn extends ListEnvelope {
  @Shown('Supplies by member state and rate, then corrections by member state and quarter', { type: () => [OssLine] })
  data: OssLine[];
}

/** A line of an EC sales list. */
export class EcSalesLine {
  @Shown(
    'supply: calls of the quarter, less what of them was given back in it. correction: given back of an earlier quarter',
    PART,
  )
  part: 'supply' | 'correction';
  @Shown('Member state of the company, as VAT offices write it', { example: 'FR' }) memberState: string;
  @Shown('VAT number of the company', { example: 'FR40303265045' }) vatNumber: string;
  @Shown('Quarter of the calls', { example: '2030-Q1' }) supplyQuarter: string;
  @Shown('Calls', { type: 'integer' }) count: number;
  @Shown('ISO 4217', { example: 'EUR' }) currency: string;
  @Shown('Amount without tax, in minor units', { type: 'integer' }) netMinor: number;
  @Shown(CONVERSION) conversionNeeded: boolean;
}

export class EcSalesList extends ListEnvelope {
  @Shown('By member state and number', { type: () => [EcSalesLine] }) data: EcSalesLine[];
}
