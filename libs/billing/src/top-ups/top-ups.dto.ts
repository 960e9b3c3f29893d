import { Choice, Currency, Flag, Id, MinorUnits, PageQuery, Part, Shown } from '@app/kernel';
import { AcceptedStart } from '../withdrawals/start-consents.js';

/** Who started a top-up: the person, or the wallet by itself. */
const STARTERS = ['person', 'auto'] as const;
type Starter = (typeof STARTERS)[number];

export class TopUpsQuery extends PageQuery {
  @Choice({
    description: 'Only those that the person started, or only those of auto top-up',
    of: STARTERS,
    optional: true,
  })
  by?: Starter;
}

export class CreateTopUp {
  @MinorUnits({ description: 'Amount', min: 1, max: 10_000_000, example: 2500 }) amountMinor: number;
  @Currency({ description: "ISO 4217 code; the licensee's currency when left out", optional: true }) currency?: string;
  @Choice({ description: 'Hosted payment page, or a card saved before', of: ['checkout', 'saved_card'] }) method:
    'checkout' | 'saved_card';
  @Flag({ description: 'Keep the card for later top-ups (checkout only)', optional: true }) saveCard?: boolean;
  @Id('card', { description: 'Which saved card; the newest when left out', optional: true }) cardId?: string;
  @Part(() => AcceptedStart, {
    description:
      'The words beside the button that the payer has pressed: they ask to start at once. Kept with time and address; left out: they were not shown',
    optional: true,
  })
  acceptedStart?: AcceptedStart;
}

export class TopUpView {
  @Shown('Id') id: string;
  @Shown('requested, open, processing, credited, failed or expired') status: string;
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('checkout or saved_card') method: string;
  @Choice({ description: 'person, or auto: the wallet topped itself up', of: STARTERS }) by: Starter;
  @Shown('Where to send the payer; null when there is nothing to pay', { type: String, nullable: true }) checkoutUrl:
    string | null;
  @Shown("Why it failed, in the card network's words", { type: String, nullable: true }) failureCode: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
}

export class TopUpList {
  @Shown('Always list') object: 'list';
  @Shown('Top-ups, newest first', { type: [TopUpView] }) data: TopUpView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

export class CardView {
  @Shown('Id') id: string;
  @Shown('visa, mastercard ...') brand: string;
  @Shown('Last four digits') last4: string;
  @Shown('Month of expiry', { type: 'integer' }) expMonth: number;
  @Shown('Year of expiry', { type: 'integer' }) expYear: number;
}

export class CardList {
  @Shown('Always list') object: 'list';
  @Shown('Cards, newest first', { type: [CardView] }) data: CardView[];
  @Shown('Always false: there are few') has_more: boolean;
  @Shown('Always null', { type: String, nullable: true }) next_cursor: string | null;
}
