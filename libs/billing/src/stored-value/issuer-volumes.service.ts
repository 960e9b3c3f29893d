import { Injectable } from '@nestjs/common';
import { Db, Every, Outbox, type Tx, inTenant, log, rowsOf, systemContext } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { FxPositions } from '../treasury/fx-positions.service.js';
import { type EuroRate, VOLUME_ALERTS, euroRates, volumeAlertOf } from './issuer-volume.js';
import { StoredValueIssuer } from './stored-value-issuer.service.js';
import { StoredValueVolumeReached } from './stored-value.events.js';

/** Paid top-ups of the last twelve months at one issuer. */
export interface IssuerVolume {
  /** The tenant that issues: a licensee, or the operator for all licensees whose calls it sells. */
  readonly issuerId: string;
  /** Euro cents. */
  readonly euro: bigint;
  /** Of currencies for which no rate to the euro is known; minor units. */
  readonly unrated: readonly { readonly currency: string; readonly amount: bigint }[];
  readonly countedAt: Date;
}

interface VolumeRow {
  licensee_id: string;
  seller: 'licensee' | 'operator';
  currency: string;
  euro: bigint;
  unrated: bigint;
  counted_at: Date;
}

/**
 * Counts what each issuer of stored value took in within twelve months [money.md 7.1]. A job adds up the days since the last count, so that no page goes over all
 * top-ups; what is late is an hour at most.
 */
@Injectable()
export class IssuerVolumes {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly positions: FxPositions,
    private readonly issuer: StoredValueIssuer,
    private readonly outbox: Outbox,
  ) {}

  /** Every issuer with a volume. */
  async all(): Promise<IssuerVolume[]> {
    await this.issuer.ready();
    const rows = await this.db.resolve<VolumeRow>(
      `select * from app.stored_value_volumes(($1::timestamptz at time zone 'UTC' - interval '12 months')::date)`,
      [await this.db.now()],
    );
    const found = new Map<string, IssuerVolume>();
    for (const { licensee_id, seller, currency, euro, unrated, counted_at } of rows) {
      const issuerId = seller === 'operator' ? (this.issuer.operatorId ?? licensee_id) : licensee_id;
      const before = found.get(issuerId);
      found.set(issuerId, {
        issuerId,
        euro: euro + (before?.euro ?? 0n),
        unrated: [...(before?.unrated ?? []), ...(unrated > 0n ? [{ currency, amount: unrated }] : [])],
        countedAt: before && before.countedAt > counted_at ? before.countedAt : counted_at,
      });
    }
    return [...found.values()];
  }

  /** Of the tenant alone, which issues itself; undefined while nothing was topped up. */
  async own(tx: Tx): Promise<IssuerVolume | undefined> {
    const [row] = await rowsOf<Omit<VolumeRow, 'licensee_id' | 'seller'>>(
      tx,
      `select currency, coalesce(sum(euro), 0)::bigint as euro, coalesce(sum(amount) filter (where euro is null), 0)::bigint as unrated, max(counted_at) as counted_at
         from app.top_up_volume where licensee_id = $1 and day >= ($2::timestamptz at time zone 'UTC' - interval '12 months')::date group by currency`,
      [tx.ctx.licenseeId, tx.now],
    );
    return (
      row && {
        issuerId: tx.ctx.licenseeId,
        euro: row.euro,
        unrated: row.unrated > 0n ? [{ currency: row.currency, amount: row.unrated }] : [],
        countedAt: row.counted_at,
      }
    );
  }

  /** Of the operator, over all licensees whose calls it sells. */
  async ofOperator(): Promise<IssuerVolume | undefined> {
    return (await this.all()).find(({ issuerId }) => issuerId === this.issuer.operatorId);
  }

  @Every('37 * * * *', 'billing.count_stored_value')
  async count(): Promise<void> {
    const rates = euroRates(await this.positions.positions());
    const tenants = await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id');
    for (const { id } of tenants)
      try {
        await this.db.transaction(systemContext(id, 'billing.count_stored_value'), (tx) => this.countDays(tx, rates));
      } catch (error) {
        log.error({ err: error, licenseeId: id }, 'top-ups cannot be counted');
      }
    for (const volume of await this.all()) await this.tell(volume);
  }

  /** The days since the last one that was counted, and that one again: it was not over. A day whose sum has not changed keeps its euro. */
  private async countDays(tx: Tx, rates: ReadonlyMap<string, EuroRate>): Promise<void> {
    const currency = await this.licensees.currencyOf(tx);
    const rate = currency === 'EUR' ? { ownMinor: 1n, euroMinor: 1n } : rates.get(currency);
    await rowsOf(
      tx,
      `insert into app.top_up_volume as v (licensee_id, day, currency, amount, euro, counted_at)
       select $1, (t.closed_at at time zone 'UTC')::date, t.currency, sum(t.amount),
              case when t.currency = $2 then round(sum(t.amount) * $4::bigint / $3::bigint) end, $5
         from app.top_up t
        where t.licensee_id = $1 and t.status = 'credited'
          and t.closed_at >= coalesce((select (max(l.day) - 1)::timestamp from app.top_up_volume l where l.licensee_id = $1),
                                      $5::timestamptz at time zone 'UTC' - interval '13 months') at time zone 'UTC'
        group by 2, 3
       on conflict (licensee_id, day, currency) do update set counted_at = excluded.counted_at, amount = excluded.amount,
         euro = case when v.amount = excluded.amount and v.euro is not null then v.euro else excluded.euro end`,
      [tx.ctx.licenseeId, currency, rate?.ownMinor ?? null, rate?.euroMinor ?? null, tx.now],
    );
    if (rate)
      await rowsOf(
        tx,
        `update app.top_up_volume set euro = round(amount * $4::bigint / $3::bigint) where licensee_id = $1 and currency = $2 and euro is null`,
        [tx.ctx.licenseeId, currency, rate.ownMinor, rate.euroMinor],
      );
  }

  /** Each part once: who passes both at once hears of the higher one. Again a year later at the earliest. */
  private async tell({ issuerId, euro }: IssuerVolume): Promise<void> {
    const reached = volumeAlertOf(euro);
    if (reached === null) return;
    const { operatorId } = this.issuer;
    await this.db.transaction(systemContext(issuerId, 'billing.count_stored_value'), async (tx) => {
      const told = await rowsOf<{ percent: number }>(
        tx,
        `insert into app.volume_alert as a (licensee_id, percent, told_at) select $1, unnest($2::smallint[]), $3
         on conflict (licensee_id, percent) do update set told_at = excluded.told_at where a.told_at < excluded.told_at - interval '12 months'
         returning percent`,
        [issuerId, VOLUME_ALERTS.filter((percent) => percent <= reached), tx.now],
      );
      const percent = Math.max(0, ...told.map((one) => one.percent));
      if (percent === 0) return;
      const issuer = await this.issuer.companyOf(tx);
      if (issuerId !== operatorId)
        await this.outbox.add(tx, StoredValueVolumeReached, { issuer, percent, toldTo: 'licensee' });
      if (operatorId !== undefined)
        await inTenant(tx, operatorId, (operators) =>
          this.outbox.add(operators, StoredValueVolumeReached, { issuer, percent, toldTo: 'operator' }),
        );
    });
  }
}
