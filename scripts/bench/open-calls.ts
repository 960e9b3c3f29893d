import { CURRENCY, bulk } from './books.ts';
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
 * Running calls, each with its own caller, advisor, hold and segment, spread over the licensees of the books (`hot` = all on one licensee is not life: an
 * advisor talks to one caller at a time). They are connected for ten minutes and look due in an hour.
 */
export async function openCalls({ admin }: BenchDatabase, count: number): Promise<void> {
  const held = RATE * 10 * HOLD_MINUTES;
  await bulk(admin, [
    `create table bench.lease as
       select l.id as licensee_id, uuidv7() as call_id, uuidv7() as hold_id, uuidv7() as caller_id, uuidv7() as advisor_person_id, uuidv7() as advisor_id,
              gen_random_uuid() as wallet_id, gen_random_uuid() as promo_id, n
         from (select id, row_number() over () - 1 as i, count(*) over () as many from bench.licensee where grp = 'uniform') l
         join generate_series(0, ${count - 1}) n on n % l.many = l.i`,
    `insert into app.person (licensee_id, id, role, email, password_hash, display_name)
       select licensee_id, caller_id, 'end_user', 'c' || n || '@lease.example', '-', 'Caller' from bench.lease
       union all select licensee_id, advisor_person_id, 'advisor', 'd' || n || '@lease.example', '-', 'Advisor' from bench.lease`,
    `insert into app.advisor (licensee_id, id, person_id, display_name) select licensee_id, advisor_id, advisor_person_id, 'Advisor' from bench.lease`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency, balance, held, seq)
       select licensee_id, wallet_id, 'wallet', caller_id, '${CURRENCY}', 100000000, ${held}, 1 from bench.lease`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency)
       select licensee_id, promo_id, 'promo', caller_id, '${CURRENCY}' from bench.lease`,
    `create table bench.opening as select l.licensee_id, l.wallet_id as account_id, uuidv7() as transaction_id, s.id as source_id
       from bench.lease l join app.ledger_account s on s.licensee_id = l.licensee_id and s.kind = 'stripe_balance'`,
    `insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint)
       select licensee_id, transaction_id, 'top_up', '${CURRENCY}', 'opening:' || account_id, 0 from bench.opening`,
    `insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
       select licensee_id, transaction_id, 1, account_id, 100000000, 1, 100000000 from bench.opening
       union all select licensee_id, transaction_id, 2, source_id, -100000000, null, null from bench.opening`,
    `drop table bench.opening`,
    `insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at)
       select licensee_id, hold_id, caller_id, '${CURRENCY}', wallet_id, promo_id, ${held}, 0, now() + interval '3 days' from bench.lease`,
    `insert into app.call (licensee_id, id, caller_id, advisor_id, advisor_person_id, idempotency_key, medium, status, terms, legs, currency, hold_id, held_minor, cap_seconds,
            requested_at, ring_expires_at, accepted_at, started_at, deadline_at, next_check_at, room_open)
       select licensee_id, call_id, caller_id, advisor_id, advisor_person_id, call_id::text, 'voice', 'in_progress', '${JSON.stringify(TERMS)}',
              '${JSON.stringify({ caller: LEG, advisor: LEG })}', '${CURRENCY}', hold_id, ${held}, 14400, now() - interval '11 minutes', now() - interval '11 minutes',
              now() - interval '11 minutes', now() - interval '10 minutes', now() + interval '1 hour', now() + interval '1 hour', true from bench.lease`,
    `insert into app.call_segment (licensee_id, call_id, n, started_at, opened_by) select licensee_id, call_id, 1, now() - interval '10 minutes', 'bench' from bench.lease`,
    `create unique index on bench.lease (n)`,
  ]);
  await admin.query('vacuum analyze');
}

/**
 * Makes the calls numbered from..to-1 due now: the lease ends in 129 s. Their start moves as well, so that held money, connected time and deadline keep telling the
 * same story.
 */
export async function makeDue({ admin }: BenchDatabase, from: number, to: number): Promise<void> {
  await admin.query(
    `update app.call c set held_minor = ${RATE * HOLD_MINUTES * 10}, deadline_at = now() + interval '129 s', next_check_at = now() - interval '1 s' from bench.lease l
      where c.licensee_id = l.licensee_id and c.id = l.call_id and l.n >= $1 and l.n < $2`,
    [from, to],
  );
  await admin.query(
    `update app.hold h set paid_amount = ${RATE * HOLD_MINUTES * 10} from bench.lease l
      where h.licensee_id = l.licensee_id and h.id = l.hold_id and l.n >= $1 and l.n < $2 and h.paid_amount <> ${RATE * HOLD_MINUTES * 10}`,
    [from, to],
  );
  await admin.query(
    `update app.ledger_account a set held = ${RATE * HOLD_MINUTES * 10} from bench.lease l
      where a.licensee_id = l.licensee_id and a.id = l.wallet_id and l.n >= $1 and l.n < $2 and a.held <> ${RATE * HOLD_MINUTES * 10}`,
    [from, to],
  );
}

/** Only the first `count` calls stay running; the others wait as if they were paused, which the meter does not look at. */
export async function keepRunning({ admin }: BenchDatabase, count: number): Promise<void> {
  await admin.query(
    `update app.call c set status = case when l.n < $1 then 'in_progress' else 'ended' end, end_reason = case when l.n < $1 then null else 'admin_terminated' end,
            settled_at = case when l.n < $1 then null else now() end, room_open = l.n < $1
       from bench.lease l where c.licensee_id = l.licensee_id and c.id = l.call_id and (c.status = 'in_progress') <> (l.n < $1)`,
    [count],
  );
  await admin.query('vacuum analyze app.call');
}

/** Restores the hold to what the calls say, so that the ledger's check can run. */
export async function ended({ admin }: BenchDatabase): Promise<number> {
  const { rows } = await admin.query<{ n: string }>(
    `select count(*) as n from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id where c.held_minor <> h.paid_amount + h.promo_amount`,
  );
  return Number.parseInt(rows[0]!.n, 10);
}
