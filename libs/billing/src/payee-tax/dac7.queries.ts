import { type Tx, rowsOf } from '@app/kernel';
import type { Dac7Sums } from './dac7-report.js';

export interface Dac7Row extends Dac7Sums {
  readonly advisor_name: string;
}

/** What each advisor of the tenant was credited in a year (`app.dac7_rows`). */
export const dac7Rows = (tx: Tx, year: string, timeZone: string): Promise<Dac7Row[]> =>
  rowsOf<Dac7Row>(
    tx,
    `select r.*, d.display_name as advisor_name from app.dac7_rows($1, $2, $3) r
       join app.advisor d on d.licensee_id = $1 and d.id = r.advisor_id order by d.display_name, r.advisor_id, r.currency, r.quarter`,
    [tx.ctx.licenseeId, year, timeZone],
  );
