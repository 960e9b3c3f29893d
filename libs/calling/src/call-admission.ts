import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { SpendingLimits } from '@app/billing';
import { LicenseesService, LimitsService } from '@app/licensees';
import { countLive } from './calls.queries.js';

/** Who may request a call now, before anybody has looked at its price. */
@Injectable()
export class CallAdmission {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly limits: LimitsService,
    private readonly spendingLimits: SpendingLimits,
  ) {}

  /** Two requests of one caller wait for each other from here on. @throws LicenseeSuspended, SwitchedOff, LimitReached */
  async admit(tx: Tx, callerId: string): Promise<void> {
    await this.licensees.assertOpen(tx, 'calls');
    await this.limits.assertRoom(tx, 'maxConcurrentCalls', () => countLive(tx));
    await this.spendingLimits.lock(tx, callerId);
  }
}
