import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { EvidenceSource, type ServiceRecord } from '@app/billing';

/** Enough for a bank, and for its limit of characters. */
const MAX_CALLS = 50;

interface CallRow {
  started_at: Date;
  ended_at: Date;
  billed_seconds: number;
  price_minor: bigint;
  currency: string;
  advisor: string;
  body: string | null;
  hash: string;
  signature: string;
  key_id: string;
}

/** What a disputed payment was used for: calls, each with its signed receipt, which proves every billed second without our servers. */
@Injectable()
export class CallEvidence extends EvidenceSource {
  async since(tx: Tx, personId: string, from: Date): Promise<ServiceRecord[]> {
    const rows = await rowsOf<CallRow>(
      tx,
      `select c.started_at, c.ended_at, c.billed_seconds, c.price_minor, c.currency, a.display_name as advisor,
              r.body, encode(r.hash, 'hex') as hash, encode(r.signature, 'base64') as signature, r.key_id
         from app.call c join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
         left join app.receipt r on r.licensee_id = c.licensee_id and r.call_id = c.id
        where c.licensee_id = $1 and c.caller_id = $2 and c.settlement_id is not null and c.requested_at >= $3 order by c.id desc limit $4`,
      [tx.ctx.licenseeId, personId, from, MAX_CALLS],
    );
    return rows.reverse().map((row) => ({
      at: row.started_at,
      summary: `Call with ${row.advisor}, ${row.started_at.toISOString()} to ${row.ended_at.toISOString()}: ${row.billed_seconds} seconds billed, ${row.price_minor} minor units of ${row.currency}.`,
      record:
        row.body === null
          ? null
          : `${row.body}\nSHA-256 ${row.hash}, signature ${row.signature.replaceAll('\n', '')} with key ${row.key_id}`,
    }));
  }

  async earnersSince(tx: Tx, personId: string, from: Date): Promise<{ advisorId: string; amountMinor: bigint }[]> {
    return rowsOf<{ advisorId: string; amountMinor: bigint }>(
      tx,
      `select c.advisor_id as "advisorId",
              c.advisor_minor - c.promo_cost_minor - coalesce((select sum(r.advisor_amount) from app.refund r where r.licensee_id = c.licensee_id and r.call_id = c.id), 0)::bigint as "amountMinor"
         from app.call c
        where c.licensee_id = $1 and c.caller_id = $2 and c.settlement_id is not null and c.requested_at >= $3 order by c.id desc`,
      [tx.ctx.licenseeId, personId, from],
    );
  }
}
