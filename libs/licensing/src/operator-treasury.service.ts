import { Injectable } from '@nestjs/common';
import { Db, type Page, type PageQuery, publicId, systemContext, toJsonMinor } from '@app/kernel';
import { TreasuryService } from '@app/billing';
import { OperatorLicenseesService } from './operator-licensees.service.js';
import type { AgeClockView } from './operator-treasury.dto.js';

/** How long money of callers has lain at each licensee [J16]. */
@Injectable()
export class OperatorTreasuryService {
  constructor(
    private readonly db: Db,
    private readonly licensees: OperatorLicenseesService,
    private readonly treasury: TreasuryService,
  ) {}

  /** Page by page of licensees: each is looked at in its own tenant. */
  async ages(query: PageQuery): Promise<Page<AgeClockView>> {
    return this.licensees.eachOf(query, async ({ id, name }) => {
      const clocks = await this.db.read(systemContext(id, 'operator.ages'), (tx) => this.treasury.ages(tx));
      return clocks.map((one) => ({
        licenseeId: publicId('licensee', id),
        name,
        currency: one.currency,
        unspentMinor: toJsonMinor(one.unspentMinor),
        oldestAt: one.oldestAt.toISOString(),
        aged: one.aged.map(({ days, amountMinor, wallets }) => ({
          days,
          amountMinor: toJsonMinor(amountMinor),
          wallets,
        })),
      }));
    });
  }
}
