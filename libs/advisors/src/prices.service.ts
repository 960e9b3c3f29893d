import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Tx, personOf, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { AdvisorPrices, NO_PRICES, type Prices } from './advisor-prices.entity.js';
import { AdvisorSchedule } from './advisor-schedule.entity.js';
import { AdvisorsService } from './advisors.service.js';
import { type OwnPricesResponse, type PricesDto, keptPrices, pricesFaults } from './prices.dto.js';

/** Sessions, tiers, hours and free minutes of an advisor. A call that was requested keeps the prices it was requested with [E9]. */
@Injectable()
export class PricesService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly licensees: LicenseesService,
  ) {}

  /** The caller's own. @throws NotFound */
  showMine(ctx: Context): Promise<OwnPricesResponse> {
    return this.db.read(ctx, async (tx) => {
      const id = await this.advisors.idOf(tx, personOf(ctx).personId);
      return this.view(tx, id, await pricesOf(tx, id));
    });
  }

  /** Replaces the caller's own. @throws NotFound, InvalidRequest with a pointer to each price that the licensee does not allow or that contradicts another */
  replaceMine(ctx: Context, input: PricesDto): Promise<OwnPricesResponse> {
    return this.db.transaction(ctx, async (tx) => {
      const advisor = await this.advisors.lockOf(tx, personOf(ctx).personId);
      const { id } = advisor;
      const faults = pricesFaults(input, await pricesOf(tx, id), await this.licensees.termsOf(tx));
      if (faults.length > 0) throw new InvalidRequest(faults);
      const prices = keptPrices(input);
      const row = { licenseeId: ctx.licenseeId, advisorId: id, ...prices, changedAt: tx.now };
      await tx.upsert(AdvisorPrices, row, ['licenseeId', 'advisorId']);
      await this.advisors.tellChanged(tx, advisor);
      return this.view(tx, id, prices);
    });
  }

  private async view(tx: Tx, advisorId: string, prices: Prices): Promise<OwnPricesResponse> {
    const { rateMinMinor, rateMaxMinor } = await this.licensees.termsOf(tx);
    const schedule = await tx.findOneBy(AdvisorSchedule, { licenseeId: tx.ctx.licenseeId, advisorId });
    const { sessions, tiers, hours, freeSeconds, freePer } = prices;
    return {
      sessions: [...sessions],
      tiers: [...tiers],
      hours: [...hours],
      freeSeconds,
      freePer,
      timeZone: schedule?.timeZone ?? (await this.licensees.licenseeOf(tx)).timeZone,
      rateMinMinor: rateMinMinor === null ? null : toJsonMinor(rateMinMinor),
      rateMaxMinor: rateMaxMinor === null ? null : toJsonMinor(rateMaxMinor),
    };
  }
}

async function pricesOf(tx: Tx, advisorId: string): Promise<Prices> {
  return (await tx.findOneBy(AdvisorPrices, { licenseeId: tx.ctx.licenseeId, advisorId })) ?? NO_PRICES;
}
