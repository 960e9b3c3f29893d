import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, systemContext } from '@app/kernel';
import { type TestApp, race, testApp } from '@app/testing';
import { CallChanges } from './call-changes.js';
import { type CallState, allowedSeconds, funded, newLeg, tick } from './call-machine.js';
import { storeLeg } from './calls.queries.js';
import { LeaseExtension } from './lease-extension.js';
import { type Terms, priceOf, storeTerms } from './pricing.js';

interface Lease {
  readonly terms: Terms;
  /** What the held money was meant for, in seconds, and what is held beyond it. */
  readonly fundedFor: number;
  readonly extraMinor: bigint;
  readonly capSeconds: number;
  /** Connected before the current segment. */
  readonly before: number;
  /** Seconds until the deadline. */
  readonly left: number;
  readonly walletFreeMinor: bigint;
  readonly promoFreeMinor: bigint;
  readonly frozen: boolean;
  readonly warned: number | null;
}

const amount = (max: number) => fc.bigInt({ min: 0n, max: BigInt(max) });
const LEASE: fc.Arbitrary<Lease> = fc.record({
  terms: fc.record({
    currency: fc.constant('EUR'),
    ratePerMinuteMinor: fc.oneof(amount(20), amount(400)).map((rate) => rate + 1n),
    connectionFeeMinor: amount(150),
    incrementSeconds: fc.constantFrom(1, 6, 30, 60),
    minimumSeconds: fc.constantFrom(0, 0, 45, 60, 300),
    freeSeconds: fc.constantFrom(0, 0, 10, 60, 240),
    freeBelowSeconds: fc.constantFrom(0, 20, 300),
    rounding: fc.constantFrom('up' as const, 'down' as const, 'half_up' as const),
    taxRateBp: fc.constant(1900),
    advisorShareBp: fc.constant(6000),
    operatorShareBp: fc.constant(1500),
    advisorHangupFreeSeconds: fc.constant(30),
    platformFaultRefundMinutes: fc.constant(null),
    holdMinutes: fc.integer({ min: 1, max: 7 }),
    ringSeconds: fc.constant(45),
    connectSeconds: fc.constant(30),
    graceSeconds: fc.constant(60),
  }),
  fundedFor: fc.integer({ min: 200, max: 2_000 }),
  extraMinor: fc.oneof(fc.constant(0n), amount(5), amount(300)),
  capSeconds: fc.constantFrom(1_500, 14_400, 14_400, 14_400),
  before: fc.constantFrom(0, 0, 37, 150),
  left: fc.integer({ min: 15, max: 129 }),
  walletFreeMinor: fc.oneof(amount(500), fc.constant(1_000_000n), fc.constant(1_000_000n), fc.constant(1_000_000n)),
  promoFreeMinor: fc.oneof(fc.constant(0n), amount(300), amount(20_000)),
  frozen: fc.constantFrom(false, false, false, false, true),
  warned: fc.constantFrom(null, null, 120),
});

describe('leases extended together [D9]', () => {
  let t: TestApp;
  const ctx = () => systemContext(t.licensees.aurora.id, 'spec');
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []) => t.db.query<Row>(text, values);

  /** Somebody who can be a caller or an advisor, without the cost of a password. */
  const person = async (role: string): Promise<string> => {
    const id = randomUUID();
    await sql(
      `insert into app.person (licensee_id, id, role, email, password_hash, display_name) values ($1, $2, $3, $4, '-', 'X')`,
      [ctx().licenseeId, id, role, `${id}@x.example`],
    );
    return id;
  };

  /** A running call whose timers say that its hold should be extended now; undefined when the terms allow no such call. */
  async function runningCall(lease: Lease, now: Date): Promise<string | undefined> {
    const { terms } = lease;
    const state: CallState = {
      status: 'in_progress',
      endReason: null,
      terms,
      heldMinor: priceOf(terms, Math.min(lease.capSeconds, lease.fundedFor)) + lease.extraMinor,
      capSeconds: lease.capSeconds,
      ringExpiresAt: now,
      acceptedAt: now,
      connectDeadline: now,
      startedAt: now,
      deadlineAt: null,
      nextCheckAt: null,
      warnedSeconds: null,
      graceUntil: null,
      lostBy: null,
      lastConfirmedAt: now,
      unknownSince: null,
      roomMissing: 0,
      endedAt: null,
      settleAfter: null,
      legs: { caller: newLeg(), advisor: newLeg() },
      segments: [],
    };
    if (state.heldMinor === 0n) return undefined;
    const start = addSeconds(now, lease.left - allowedSeconds(state) + lease.before);
    if (start >= now) return undefined;
    if (lease.before > 0)
      state.segments.push({
        startedAt: addSeconds(start, -lease.before - 20),
        endedAt: addSeconds(start, -20),
        openedBy: 'x',
        closedBy: 'x',
        closedCause: 'network_caller',
      });
    state.segments.push({ startedAt: start, endedAt: null, openedBy: 'x', closedBy: null, closedCause: null });
    funded(state, start); // as when the call connected: the deadline is the machine's
    const { licenseeId } = ctx();
    const [caller, advisorPerson, advisor, hold, id] = [
      await person('end_user'),
      await person('advisor'),
      randomUUID(),
      randomUUID(),
      randomUUID(),
    ];
    const promoHeld = state.heldMinor / 3n;
    await t.given.money(
      { id: caller, licenseeId } as never,
      state.heldMinor - promoHeld + lease.walletFreeMinor,
      'wallet',
    );
    if (promoHeld + lease.promoFreeMinor > 0n)
      await t.given.money({ id: caller, licenseeId } as never, promoHeld + lease.promoFreeMinor, 'promo');
    await sql(`insert into app.advisor (licensee_id, id, person_id, display_name) values ($1, $2, $3, 'X')`, [
      licenseeId,
      advisor,
      advisorPerson,
    ]);
    await sql(
      `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency) values ($1, $2, 'promo', $3, 'EUR') on conflict do nothing`,
      [licenseeId, randomUUID(), caller],
    );
    await sql(
      `with h as (insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at)
         select $1, $2, $3, 'EUR', w.id, p.id, $4, $5, now() + interval '3 days' from app.ledger_account w, app.ledger_account p
          where w.licensee_id = $1 and w.owner_id = $3 and w.kind = 'wallet' and p.licensee_id = $1 and p.owner_id = $3 and p.kind = 'promo')
       update app.ledger_account set held = case kind when 'wallet' then $4::bigint else $5::bigint end,
              frozen_reason = case when kind = 'wallet' and $6 then 'dispute' end where licensee_id = $1 and owner_id = $3`,
      [licenseeId, hold, caller, state.heldMinor - promoHeld, promoHeld, lease.frozen],
    );
    const leg = storeLeg(newLeg());
    await sql(
      `insert into app.call (licensee_id, id, caller_id, advisor_id, advisor_person_id, idempotency_key, medium, status, terms, legs, currency, hold_id, held_minor, cap_seconds,
              requested_at, ring_expires_at, accepted_at, started_at, deadline_at, next_check_at, warned_seconds)
       values ($1, $2, $3, $4, $5, $2::uuid::text, 'voice', 'in_progress', $6, $7, 'EUR', $8, $9, $10, $11, $11, $11, $11, $12, $13, $14)`,
      [
        licenseeId,
        id,
        caller,
        advisor,
        advisorPerson,
        storeTerms(terms),
        { caller: leg, advisor: leg },
        hold,
        state.heldMinor,
        lease.capSeconds,
        state.segments[0]!.startedAt,
        state.deadlineAt,
        addSeconds(now, -1),
        lease.warned,
      ],
    );
    for (const [index, segment] of state.segments.entries()) {
      await sql(
        'insert into app.call_segment (licensee_id, call_id, n, started_at, ended_at, opened_by, closed_by, closed_cause) values ($1, $2, $3, $4, $5, $6, $7, $8)',
        [
          licenseeId,
          id,
          index + 1,
          segment.startedAt,
          segment.endedAt,
          segment.openedBy,
          segment.closedBy,
          segment.closedCause,
        ],
      );
    }
    return id;
  }

  const figures = async (id: string) =>
    (
      await sql<Record<string, unknown>>(
        `select c.status, c.held_minor, c.deadline_at, c.next_check_at, c.warned_seconds, h.paid_amount, h.promo_amount, w.held as wallet_held, p.held as promo_held
           from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id
           join app.ledger_account w on w.licensee_id = c.licensee_id and w.id = h.wallet_account_id
           join app.ledger_account p on p.licensee_id = c.licensee_id and p.id = h.promo_account_id where c.id = $1`,
        [id],
      )
    )[0]!;

  /** Takes calls out of the scanner's sight. */
  const park = (ids: string[]) =>
    sql(
      `update app.call set next_check_at = now() + interval '1 day' where id = any ($1) and next_check_at is not null`,
      [ids],
    );

  const alone = (id: string) =>
    t.app.get(CallChanges).change(ctx(), id, async (call, tx) => {
      if (tick(call.state, tx.now)) await t.app.get(CallChanges).extendHold(tx, call);
    });

  it('gives every call what it gets alone, for any terms, or leaves it untouched', async () => {
    const leases = fc.sample(LEASE, { numRuns: 120, seed: 20 });
    let count = 0;
    let same = 0;
    // Small groups: what is due moves on with the clock.
    for (let from = 0; from < leases.length; from += 12) {
      const now = new Date();
      const pairs: { lease: Lease; alone: string; together: string }[] = [];
      for (const lease of leases.slice(from, from + 12)) {
        const ids = [await runningCall(lease, now), await runningCall(lease, now)];
        if (ids[0] !== undefined && ids[1] !== undefined) pairs.push({ lease, alone: ids[0], together: ids[1] });
      }
      const before = new Map<string, Record<string, unknown>>();
      for (const { alone: one, together } of pairs) {
        before.set(together, await figures(together));
        await alone(one);
        before.set(one, await figures(one));
        await park([one]); // its next look may be due before the others are extended
      }
      const extended = await t.app.get(LeaseExtension).extendOf(ctx());
      let changed = 0;
      for (const { alone: one, together, lease } of pairs) {
        const after = await figures(together);
        const untouched = after['held_minor'] === before.get(together)!['held_minor'];
        expect({ lease, figures: after }).toEqual({ lease, figures: before.get(untouched ? together : one) });
        if (!untouched) changed++;
      }
      expect(extended).toBe(changed);
      await park(pairs.map(({ together }) => together));
      count += pairs.length;
      same += changed;
    }
    expect(same).toBeGreaterThan(count / 4);
    expect(count - same).toBeGreaterThan(count / 10);
    expect(await t.violations()).toEqual([]);
    await sql(
      `update app.call set status = 'ended', end_reason = 'admin_terminated', settled_at = now(), deadline_at = null, next_check_at = null`,
    );
  });

  it('extends each call once when several workers and the path for single calls meet', async () => {
    const plain = {
      ...fc.sample(LEASE, { numRuns: 1, seed: 1 })[0]!,
      extraMinor: 0n,
      capSeconds: 14_400,
      before: 0,
      left: 100,
      walletFreeMinor: 1_000_000n,
      promoFreeMinor: 50n,
      frozen: false,
      warned: null,
      fundedFor: 900,
    };
    const lease: Lease = {
      ...plain,
      terms: {
        ...plain.terms,
        ratePerMinuteMinor: 120n,
        incrementSeconds: 1,
        minimumSeconds: 0,
        freeSeconds: 0,
        freeBelowSeconds: 20,
        holdMinutes: 5,
      },
    };
    const ids: string[] = [];
    for (let i = 0; i < 60; i++) ids.push((await runningCall(lease, new Date()))!);
    const held = BigInt((await figures(ids[0]!))['held_minor'] as string);
    const results = await race(16, async (n) => {
      if (n < 6) return t.app.get(LeaseExtension).extendDue();
      for (let i = n; i < ids.length; i += 3) await alone(ids[i]!);
      return 0;
    });
    expect(results.filter((result) => result.status === 'rejected')).toEqual([]);
    await t.app.get(LeaseExtension).extendDue();
    for (const id of ids)
      expect(await figures(id)).toMatchObject({
        status: 'in_progress',
        held_minor: String(held + 600n),
        promo_held: String(held / 3n + 50n),
      });
    expect(await t.violations()).toEqual([]);
  });

  it('never touches a call of another licensee', async () => {
    const lease = fc
      .sample(LEASE, { numRuns: 200, seed: 3 })
      .find(
        (one) => one.walletFreeMinor === 1_000_000n && !one.frozen && one.fundedFor > 600 && one.capSeconds > 10_000,
      )!;
    const id = (await runningCall(lease, new Date()))!;
    const before = await figures(id);
    expect(await t.app.get(LeaseExtension).extendOf(systemContext(t.licensees.zenith.id, 'spec'))).toBe(0);
    expect(await figures(id)).toEqual(before);
    expect(await t.app.get(LeaseExtension).extendOf(ctx())).toBe(1);
  });
});
