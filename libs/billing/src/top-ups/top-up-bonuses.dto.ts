import { Shown } from '@app/kernel';

export class BonusTierView {
  @Shown('From this top-up on, in minor units', { type: 'integer', example: 5000 }) fromMinor: number;
  @Shown('Promo credit that comes with it, in minor units', { type: 'integer', example: 500 }) bonusMinor: number;
}

/** What your next top-up would bring. */
export class OwnBonusesView {
  @Shown('In order of the amounts; the last whose amount is reached counts. Empty = none', {
    type: () => [BonusTierView],
  })
  tiers: BonusTierView[];

  @Shown('Days until it expires; null = never', { type: 'integer', nullable: true, example: 90 })
  days: number | null;
}
