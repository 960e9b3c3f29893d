import { Shown } from '@app/kernel';

export class SentBackView {
  @Shown('What left the wallet for its cards, in minor units', { type: 'integer' }) sentMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
}
