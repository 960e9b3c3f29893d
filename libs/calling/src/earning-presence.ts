import { Injectable } from '@nestjs/common';
import { Availability } from '@app/advisors';
import { WhenEarning } from '@app/billing';
import type { Tx } from '@app/kernel';

/** Who may earn again, or no more, is on and off for callers: neither of the two modules knows the other. */
@Injectable()
export class EarningPresence extends WhenEarning {
  constructor(private readonly availability: Availability) {
    super();
  }

  changed(tx: Tx, advisorId: string, mayEarn: boolean): Promise<void> {
    return this.availability.earningChanged(tx, advisorId, mayEarn);
  }
}
