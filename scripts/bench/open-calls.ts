import { CURRENCY, OPENING, bulk } from './books.ts';
import type { BenchDatabase } from './server.ts';

const RATE = 120;
const HOLD_MINUTES = 5;
const TERMS = {
  currency: CURRENCY,
  ratePerMinuteMinor: String(RATE),
  connectionFeeMinor: '0',
  incrementSeconds: 1,
  minimumSeconds: 0,
  freeSeconds: 0,
  freeBelowSeconds: 20,
  rounding: 'half_up',
  taxRateBp: 1900,
  advisorShareBp: 6000,
  operatorShareBp: 1500,
  advisorHangupFreeSeconds: 30,
  platformFaultRefundMinutes: null,
  holdMinutes: HOLD_MINUTES,
  ringSeconds: 45,
  connectSeconds: 30,
  graceSeconds: 60,
};
const LEG = { sid: 'PA_x', activeSince: null, misses: 0, leftSids: [], seenAt: null, proven: false };

/**
 * Running calls number `from` to `to - 1`, each with its own caller, advisor, hold and segment, spread over the licensees of the books: an advisor talks to one
 * caller at a time. They are connected for ten minutes and nothing is due for an hour.
 */
export async function openCalls({ admin }: BenchDatabase, from: number, to: number): Promise<void> {
  const held = RATE * 10 * HOLD_MINUTES;
  const fresh = `bench.lease where n >= ${from}`;
  await bulk(admin, [
    `create table if not exists bench.lease (licensee_id uuid, call_id uuid, hold_id uuid, caller_id uuid, advisor_person_id uuid, advisor_id uuid,
       wallet_id uuid, promo_id uuid, top_up_id uuid, source_id uuid, lane int, n int)`,
    `insert into bench.lease
       select l.id, uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7(), gen_random_uuid(), gen_random_uuid(), uuidv7(), s.id, l.lane, n
         from (select id, row_number() over (order by id) - 1 as lane, count(*) over () as many from bench.licensee where grp = 'uniform') l
         join generate_series(${from}, ${to - 1}) n on n % l.many = l.lane
         join app.ledger_account s on s.licensee_id = l.id and s.kind = 'stripe_balance'`,
    `insert into app.person (licensee_id, id, role, email, password_hash, display_name)
       select licensee_id, caller_id, 'end_user', 'c' || n || '@lease.example', '-', 'Caller' from ${fresh}
       union all select licensee_id, advisor_person_id, 'advisor', 'd' || n || '@lease.example', '-', 'Advisor' from ${fresh}`,
    `insert into app.advisor (licensee_id, id, person_id, display_name) select licensee_id, advisor_id, advisor_person_id, 'Advisor' from ${fresh}`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency, balance, held, seq)
       select licensee_id, wallet_id, 'wallet', caller_id, '${CURRENCY}', ${OPENING}, ${held}, 1 from ${fresh}`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency)
       select licensee_id, promo_id, 'promo', caller_id, '${CURRENCY}' from ${fresh}`,
    `insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint)
       select licensee_id, top_up_id, 'top_up', '${CURRENCY}', 'opening:' || wallet_id, 0 from ${fresh}`,
    `insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
       select licensee_id, top_up_id, 1, wallet_id, ${OPENING}, 1, ${OPENING} from ${fresh}
       union all select licensee_id, top_up_id, 2, source_id, -${OPENING}, null, null from ${fresh}`,
    `insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at)
       select licensee_id, hold_id, caller_id, '${CURRENCY}', wallet_id, promo_id, ${held}, 0, now() + interval '3 days' from ${fresh}`,
    `insert into app.call (licensee_id, id, caller_id, advisor_id, advisor_person_id, idempotency_key, medium, status, terms, legs, currency, hold_id, held_minor,
            cap_seconds, requested_at, ring_expires_at, accepted_at, started_at, deadline_at, next_check_at, room_open)
       select licensee_id, call_id, caller_id, advisor_id, advisor_person_id, call_id::text, 'voice', 'in_progress', '${JSON.stringify(TERMS)}',
              '${JSON.stringify({ caller: LEG, advisor: LEG })}', '${CURRENCY}', hold_id, ${held}, 86400, now() - interval '11 minutes', now() - interval '11 minutes',
              now() - interval '11 minutes', now() - interval '10 minutes', now() + interval '1 hour', now() + interval '1 hour', true from ${fresh}`,
    `insert into app.call_segment (licensee_id, call_id, n, started_at, opened_by) select licensee_id, call_id, 1, now() - interval '10 minutes', 'bench' from ${fresh}`,
  ]);
  await admin.query('vacuum analyze');
}

/** Makes the calls of the licensees number `from` to `to - 1` due now, with 129 s left. @returns how many */
export async function makeDue({ admin }: BenchDatabase, from: number, to: number): Promise<number> {
  const { rowCount } = await admin.query(
    `update app.call c set deadline_at = now() + interval '129 s', next_check_at = now() - interval '1 s' from bench.lease l
      where c.licensee_id = l.licensee_id and c.id = l.call_id and l.lane >= $1 and l.lane < $2`,
    [from, to],
  );
  await admin.query('vacuum app.call, app.hold, app.ledger_account');
  return rowCount ?? 0;
}
