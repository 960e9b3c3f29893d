import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  type LocalDate,
  type Tx,
  localDate,
  recordAudit,
  rowsOf,
  wholeList,
} from '@app/kernel';
import { LicenseesService } from '../licensees.service.js';
import type {
  SetStandardTaxRate,
  SetTaxRate,
  StandardTaxRateList,
  StandardTaxRateView,
  TaxRateList,
} from './tax-rates.dto.js';

interface OwnRate {
  country: string;
  effective_from: string;
  rate_bp: number | null;
}

/** A rate that is added on another replica is known here after this. It is added for a day to come, so nobody notices. */
const CACHE_MS = 60_000;

/**
 * Rates of tax by country and day [E24]: the platform's, which the operator keeps, and what a licensee sets beside them. A day that has begun keeps its rate, so a
 * call can be recomputed at any time.
 */
@Injectable()
export class TaxRatesService {
  private standard: { rates: Promise<StandardTaxRateView[]>; untilMs: number } | undefined;

  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /** Rates of countries on a day, in basis points; a country without one is left out. One query, and none for what the platform says. */
  async ratesOf(tx: Tx, countries: readonly string[], day: LocalDate): Promise<Map<string, number>> {
    const own = await rowsOf<Omit<OwnRate, 'effective_from'>>(
      tx,
      `select distinct on (country) country, rate_bp from app.tax_rate
        where licensee_id = $1 and country = any ($2) and effective_from <= $3::date order by country, effective_from desc`,
      [tx.ctx.licenseeId, countries, day],
    );
    const standard = await this.platformRates();
    return new Map(
      countries.flatMap((country) => {
        const rate = own.find((row) => row.country === country)?.rate_bp ?? rateOn(standard, country, day);
        return rate === undefined ? [] : [[country, rate] as const];
      }),
    );
  }

  /** All countries that have a rate, or had one of the licensee's own. */
  async list(ctx: Context): Promise<TaxRateList> {
    const standard = await this.platformRates();
    return this.db.read(ctx, (tx) => this.view(tx, standard));
  }

  /** @throws InvalidRequest for a day that is over, or that there is not */
  async set(ctx: Context, { country, rateBp, effectiveFrom }: SetTaxRate): Promise<TaxRateList> {
    const standard = await this.platformRates();
    return this.db.transaction(ctx, async (tx) => {
      const today = await this.today(tx);
      const day = effectiveFrom ?? today;
      assertDay(day, today);
      const before = await rowsOf<OwnRate>(
        tx,
        'select rate_bp from app.tax_rate where licensee_id = $1 and country = $2 and effective_from = $3',
        [ctx.licenseeId, country, day],
      );
      await rowsOf(
        tx,
        `insert into app.tax_rate (licensee_id, country, effective_from, rate_bp, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (licensee_id, country, effective_from) do update set rate_bp = excluded.rate_bp, changed_at = excluded.changed_at`,
        [ctx.licenseeId, country, day, rateBp, tx.now],
      );
      await recordAudit(tx, {
        action: 'tax_rate.set',
        subject: { kind: 'tax_rate', id: country },
        ...(before[0] ? { before: { rateBp: before[0].rate_bp } } : {}),
        after: { country, rateBp, effectiveFrom: day },
      });
      return this.view(tx, standard);
    });
  }

  /** The platform's table. */
  async listStandard(): Promise<StandardTaxRateList> {
    return wholeList(await this.platformRates());
  }

  /** How to find the lowest standard rate of a country within a quarter, in basis points; undefined where the platform knows none. */
  async standardRates(): Promise<(country: string, quarter: string) => number | undefined> {
    const all = await this.platformRates();
    return (country, quarter) => {
      const [year, number] = [quarter.slice(0, 4), Number.parseInt(quarter.slice(6), 10)];
      const month = (of: number): string => String(of).padStart(2, '0');
      const [first, last] = [`${year}-${month(number * 3 - 2)}-01`, `${year}-${month(number * 3)}-31`];
      const before = rateOn(all, country, first);
      const within = all.filter(
        (rate) => rate.country === country && rate.effectiveFrom > first && rate.effectiveFrom <= last,
      );
      const known = [...(before === undefined ? [] : [before]), ...within.map(({ rateBp }) => rateBp)];
      return known.length === 0 ? undefined : Math.min(...known);
    };
  }

  /** The operator's: for every licensee that has no rate of its own there. @throws InvalidRequest for a day that is over, or that there is not */
  async setStandard(
    ctx: Context,
    { country, rateBp, effectiveFrom }: SetStandardTaxRate,
  ): Promise<StandardTaxRateList> {
    await this.db.transaction(ctx, async (tx) => {
      assertDay(effectiveFrom, await this.today(tx));
      await recordAudit(tx, {
        action: 'standard_tax_rate.set',
        subject: { kind: 'tax_rate', id: country },
        after: { country, rateBp, effectiveFrom },
      });
      // Not a tenant's table, so another role's connection; a rate without its entry in the log is worse than an entry without its rate.
      await this.db.resolve(
        `insert into app.standard_tax_rate (country, effective_from, rate_bp) values ($1, $2, $3)
         on conflict (country, effective_from) do update set rate_bp = excluded.rate_bp`,
        [country, effectiveFrom, rateBp],
      );
    });
    this.standard = undefined;
    return this.listStandard();
  }

  private async view(tx: Tx, standard: readonly StandardTaxRateView[]): Promise<TaxRateList> {
    const today = await this.today(tx);
    const rows = await rowsOf<OwnRate>(
      tx,
      'select country, effective_from::text as effective_from, rate_bp from app.tax_rate where licensee_id = $1 order by country, effective_from desc',
      [tx.ctx.licenseeId],
    );
    const countries = [...new Set([...standard, ...rows].map(({ country }) => country))].sort();
    return wholeList(
      countries.map((country) => {
        const own = rows.filter((row) => row.country === country);
        const platformRateBp = rateOn(standard, country, today) ?? null;
        const inForce = own.find((row) => row.effective_from <= today);
        return {
          country,
          rateBp: inForce?.rate_bp ?? platformRateBp,
          platformRateBp,
          own: own.map((row) => ({ effectiveFrom: row.effective_from, rateBp: row.rate_bp })),
        };
      }),
    );
  }

  private async today(tx: Tx): Promise<LocalDate> {
    return localDate(tx.now, (await this.licensees.licenseeOf(tx)).timeZone);
  }

  private platformRates(): Promise<StandardTaxRateView[]> {
    const nowMs = performance.now();
    if (this.standard && this.standard.untilMs > nowMs) return this.standard.rates;
    const rates = this.db.resolve<StandardTaxRateView>(
      `select country, effective_from::text as "effectiveFrom", rate_bp as "rateBp" from app.standard_tax_rate order by country, effective_from`,
    );
    this.standard = { rates, untilMs: nowMs + CACHE_MS };
    // A failure is not an answer.
    rates.catch(() => (this.standard = undefined));
    return rates;
  }
}

/** Of rates in the order of their days. */
const rateOn = (rates: readonly StandardTaxRateView[], country: string, day: LocalDate): number | undefined =>
  rates.findLast((rate) => rate.country === country && rate.effectiveFrom <= day)?.rateBp;

function assertDay(day: string, today: LocalDate): void {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day)
    throw new InvalidRequest([{ pointer: '/effectiveFrom', detail: 'is not a day' }]);
  if (day < today)
    throw new InvalidRequest([{ pointer: '/effectiveFrom', detail: `must not be before today (${today})` }]);
}
