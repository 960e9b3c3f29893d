import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, type Tx, divide, log, newId, recordAudit, rowsOf, systemContext } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { MonthNotOver } from './treasury.problems.js';

/** A first day of a month. */
type Month = string;

/** Both sides of the newest line of Stripe that shows the rate of a pair, in minor units. */
interface Rate {
  readonly ownMinor: bigint;
  readonly settledMinor: bigint;
  readonly at: Date;
}

/** What is open between the currency of payers and the one that Stripe settles it in, at one account; minor units. */
export interface FxPosition {
  /** `default`, or the id of the licensee whose own account it is. */
  readonly context: string;
  readonly currency: string;
  readonly settledIn: string;
  /** Owed in the currency of payers and not there; negative = more was given back than came. */
  readonly shortMinor: bigint;
  /** There for it in the other currency, with what was posted of it at the ends of months. */
  readonly longMinor: bigint;
  /** Null = no line of Stripe has shown one yet. */
  readonly rate: Rate | null;
  /** What the short side costs at the rate. */
  readonly valueMinor: bigint | null;
  /** What is won or (negative) lost and not posted yet. */
  readonly resultMinor: bigint | null;
  /** First day of the last month that was valued. */
  readonly valuedThrough: Month | null;
}

/** What came of a month: results that were posted, and pairs that could not be valued. */
interface Valued {
  readonly posted: number;
  readonly failed: number;
}

interface Row {
  licensee_id: string;
  context: string;
  currency: string;
  settled_in: string;
  position: bigint;
  counter: bigint;
  valued: bigint;
  through: Month | null;
  rate_own: bigint | null;
  rate_settled: bigint | null;
  rated_at: Date | null;
}

/**
 * Positions between currencies [P17 of docs/money.md]. `fx_position` is short of what is owed to payers in theirs (debit) and long of what lies at Stripe in the other
 * currency (credit). At the end of a month the short side is valued at the newest rate that Stripe's own lines showed, and the difference is a result.
 */
@Injectable()
export class FxPositions {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
  ) {}

  /** As of now, by account and pair. */
  async positions(): Promise<FxPosition[]> {
    const found = new Map<string, FxPosition>();
    for (const row of await this.rows(await this.db.now())) {
      const key = `${row.context} ${row.currency} ${row.settled_in}`;
      const before = found.get(key);
      const result = resultOf(row, row.valued);
      const through = row.through;
      found.set(key, {
        context: row.context,
        currency: row.currency,
        settledIn: row.settled_in,
        shortMinor: -row.position + (before?.shortMinor ?? 0n),
        longMinor: row.counter - row.valued + (before?.longMinor ?? 0n),
        rate: rateOf(row),
        valueMinor: result === null ? null : -valueOf(row)! + (before?.valueMinor ?? 0n),
        resultMinor: result === null ? null : result + (before?.resultMinor ?? 0n),
        valuedThrough: [through, before?.valuedThrough ?? null].filter((one) => one !== null).sort()[0] ?? null,
      });
    }
    return [...found.values()];
  }

  /** On the first of a month, the month before. */
  @Every('17 2 1 * *', 'billing.value_currencies')
  async monthly(): Promise<void> {
    const month = previousMonth(await this.db.now());
    const { failed } = await this.valueMonth(month);
    // The job is tried again, and stays among those that failed: what is valued already stays.
    if (failed > 0) throw new Error(`${failed} positions of ${month} could not be valued`);
  }

  /**
   * The same by hand, for a month that the night missed. What is valued already stays.
   * @throws MonthNotOver
   */
  async value(ctx: Context, month: Month): Promise<Valued> {
    const valued = await this.valueMonth(month);
    await this.db.transaction(ctx, (tx) =>
      recordAudit(tx, { action: 'currencies.valued', after: { month, ...valued } }),
    );
    return valued;
  }

  private async valueMonth(month: Month): Promise<Valued> {
    const until = afterMonth(month);
    if (until > (await this.db.now())) throw new MonthNotOver(month);
    let [posted, failed] = [0, 0];
    for (const row of await this.rows(until)) {
      if (row.rate_own === null) continue;
      const ctx = systemContext(row.licensee_id, 'billing.value_currencies');
      try {
        posted += await this.db.transaction(ctx, (tx) => this.valueOne(tx, month, row));
      } catch (error) {
        // One pair of one tenant keeps nobody else's month open.
        failed += 1;
        const { licensee_id: licenseeId, currency, settled_in: settledIn } = row;
        log.error({ err: error, licenseeId, currency, settledIn, month }, 'a position cannot be valued');
      }
    }
    return { posted, failed };
  }

  /** One pair of one tenant, once per month, and never behind a later month, which has counted this one's difference already. */
  private async valueOne(tx: Tx, month: Month, row: Row): Promise<number> {
    const pair = [tx.ctx.licenseeId, row.currency, row.settled_in];
    await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('fx ' || $1, 0))`, [tx.ctx.licenseeId]);
    const [known] = await rowsOf<{ valued: bigint; later: bigint }>(
      tx,
      `select coalesce(sum(result), 0)::bigint as valued, count(*) filter (where month >= $4::date) as later from app.fx_valuation
        where licensee_id = $1 and currency = $2 and settled_in = $3`,
      [...pair, month],
    );
    if (known!.later > 0n) return 0;
    const result = resultOf(row, known!.valued)!;
    const transactionId = result === 0n ? null : await this.post(tx, month, row, result);
    await rowsOf(
      tx,
      `insert into app.fx_valuation (licensee_id, currency, settled_in, id, month, context, position, counter, rate_own, rate_settled, result, transaction_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...pair,
        newId(),
        month,
        row.context,
        row.position,
        row.counter - known!.valued,
        row.rate_own,
        row.rate_settled,
        result,
        transactionId,
        tx.now,
      ],
    );
    return result === 0n ? 0 : 1;
  }

  private async post(tx: Tx, month: Month, row: Row, result: bigint): Promise<string> {
    const house = await this.ledger.house(tx, row.settled_in, 'fx_position', 'fx_result');
    return this.ledger.post(tx, {
      kind: 'fx_revaluation',
      currency: row.settled_in,
      key: `fx:${month}:${row.currency}:${row.settled_in}`,
      legs: [
        { accountId: house.fx_position, amount: -result },
        { accountId: house.fx_result, amount: result },
      ],
    });
  }

  private rows(until: Date): Promise<Row[]> {
    return this.db.resolve<Row>('select f.*, f.valued_through::text as through from app.fx_positions($1) f', [until]);
  }
}

/** The short side in the other currency, exactly from both sides of Stripe's line; half a minor unit goes away from zero. Negative = owed. */
function valueOf({ position, rate_own: own, rate_settled: settled }: Row): bigint | null {
  if (own === null || settled === null) return null;
  const size = divide((position < 0n ? -position : position) * settled, own, 'half_up');
  return position < 0n ? -size : size;
}

/** What lies there, with what was posted before, less what it is owed for. */
function resultOf(row: Row, valued: bigint): bigint | null {
  const value = valueOf(row);
  return value === null ? null : row.counter - valued + value;
}

const rateOf = ({ rate_own: own, rate_settled: settled, rated_at: at }: Row): Rate | null =>
  own === null || settled === null || at === null ? null : { ownMinor: own, settledMinor: settled, at };

const afterMonth = (month: Month): Date => {
  const first = new Date(`${month}T00:00:00Z`);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1));
};

const previousMonth = (now: Date): Month =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
