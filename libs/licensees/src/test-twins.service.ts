import { Injectable } from '@nestjs/common';
import { Clock, type Context, Db, InvalidRequest, type Tx, rowsOf } from '@app/kernel';
import { TestModeOnly } from './test-mode.problems.js';

const MAX_KNOWN = 10_000;
/** A test clock may be ten years ahead: beyond the end of everything that has an end. */
const MOST_AHEAD_SECONDS = 10 * 366 * 86_400;

type Tenant = Pick<Context, 'licenseeId'>;

/**
 * Which tenants are the test mode of another one (features.md N13). A twin is a tenant like any other, so row-level security keeps test data and real data apart;
 * this is for what must not reach the world outside, and for its clock.
 */
@Injectable()
export class TestTwins {
  /** What a tenant is never changes, so an answer is good for ever. */
  private readonly known = new Map<string, string | null>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async isTwin(tenant: Tenant): Promise<boolean> {
    return (await this.testOf(tenant)) !== null;
  }

  /** The licensee whose service it is: for a twin the one that it is the test mode of, for others themselves. */
  async realOf(tenant: Tenant): Promise<string> {
    return (await this.testOf(tenant)) ?? tenant.licenseeId;
  }

  /** The twin of a licensee; undefined until its test mode is used for the first time. */
  async twinOf({ licenseeId }: Tenant): Promise<string | undefined> {
    const [row] = await this.db.resolve<{ twin_id: string | null }>('select twin_id from app.test_twin($1)', [
      licenseeId,
    ]);
    return row!.twin_id ?? undefined;
  }

  /** For routes that exist in test mode only. @throws TestModeOnly */
  async assertTwin(ctx: Context): Promise<void> {
    if (!(await this.isTwin(ctx))) throw new TestModeOnly();
  }

  /** How far the clock of the tenant is ahead. */
  async aheadSeconds(tx: Tx): Promise<number> {
    const [row] = await rowsOf<{ seconds: number }>(
      tx,
      'select extract(epoch from clock_offset)::float8 as seconds from app.licensee where id = $1',
      [tx.ctx.licenseeId],
    );
    return row!.seconds;
  }

  /** Moves the clock of a twin forward to a moment, and no further however many do so at once. The database lets no other tenant travel, and none go back. @throws InvalidRequest */
  async moveClock(tx: Tx, at: Date): Promise<void> {
    const rows = await rowsOf(
      tx,
      `update app.licensee set clock_offset = greatest(clock_offset, $2::timestamptz - clock_timestamp())
        where id = $1 and test_of is not null and $2::timestamptz - clock_timestamp() <= make_interval(secs => $3) returning id`,
      [tx.ctx.licenseeId, new Date(at.getTime() - this.clock.offsetMs), MOST_AHEAD_SECONDS],
    );
    if (rows.length === 0)
      throw new InvalidRequest([{ pointer: '', detail: 'would put the test clock more than ten years ahead' }]);
  }

  private async testOf({ licenseeId }: Tenant): Promise<string | null> {
    const known = this.known.get(licenseeId);
    if (known !== undefined) return known;
    const [row] = await this.db.resolve<{ test_of: string | null; is_known: boolean }>(
      'select test_of, is_known from app.test_twin($1)',
      [licenseeId],
    );
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    // One that is being made has no row yet.
    if (row!.is_known) this.known.set(licenseeId, row!.test_of);
    return row!.test_of;
  }
}
