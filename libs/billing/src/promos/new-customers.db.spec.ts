import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONFIG, type Config, Db, newId, publicId, systemContext } from '@app/kernel';
import { TopUpIntake } from '@app/billing';
import { type Actor, type TestApp, creditedTopUp, race, testApp } from '@app/testing';
import { NewCustomers } from './new-customers.service.js';

const DAY = 86_400;

describe("a new customer's offer", () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  let count = 0;
  const coupon = async (who = owner, body: object = {}): Promise<string> =>
    (
      await t
        .as(who)
        .post('/v1/staff/coupons', {
          code: `new-${++count}`,
          amountMinor: 500,
          perUser: 1,
          firstTopUpOnly: true,
          ...body,
        })
        .expect(201)
    ).body.code;
  const redeem = (who: Actor, code: string) => t.as(who).post('/v1/wallet/coupons', { code });
  const pay = (who: Actor, card: string | undefined, currency = 'EUR') =>
    creditedTopUp(t, who, 2500n, `pi_${++count}`, currency, card);
  const promo = async (who: Actor) => (await t.as(who).get('/v1/wallet').expect(200)).body.promoMinor;
  /** Somebody who signs up with a device, and has paid with a card of their own. */
  const withDevice = async (installation?: string): Promise<Actor> => {
    const email = `device${++count}@aurora.example`;
    const { body } = await t
      .http(owner.host)
      .post('/v1/auth/sign-up')
      .send({ email, password: 'a sentence that is long enough', displayName: 'D', adult: true, installation })
      .expect(201);
    return { ...owner, id: t.parseId('person', body.person.id)!, email, token: body.accessToken };
  };

  it('is refused to a second account that pays with the same card, also when the first never used it', async () => {
    const code = await coupon();
    const [first, second, third] = [await t.given.user(), await t.given.user(), await t.given.user()];
    await pay(first, 'card_one');
    await pay(second, 'card_one');
    await pay(third, 'card_two');
    expect((await redeem(second, code).expect(409)).body.code).toBe('not-new-customer');
    await redeem(first, code).expect(201);
    await redeem(third, code).expect(201);
    expect([await promo(first), await promo(second), await promo(third)]).toEqual([500, 0, 500]);
    // A code for everybody asks for nothing of this.
    await redeem(second, await coupon(owner, { firstTopUpOnly: false })).expect(201);
  });

  it('begins with a payment that is confirmed: one that is asked for, or was declined, makes nobody a customer and no card anybody’s', async () => {
    const [first, second] = [await t.given.user(), await t.given.user()];
    const ctx = systemContext(first.licenseeId, 'spec');
    for (const status of ['processing', 'failed'] as const) {
      const id = newId();
      await t.db.query(
        `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, created_at)
         values ($1, $2, $3, $4, 2500, 'EUR', 'saved_card', 'processing', now())`,
        [first.licenseeId, id, first.id, id],
      );
      await t.app.get(TopUpIntake).applyPayment(ctx, {
        paymentIntentId: `pi_${++count}`,
        status,
        amountReceivedMinor: 0n,
        currency: 'EUR',
        licenseeId: first.licenseeId,
        topUpId: id,
        savedPaymentMethodId: undefined,
        chargeId: undefined,
        cardFingerprint: 'card_tried',
        failureCode: status === 'failed' ? 'card_declined' : undefined,
      });
      expect((await redeem(first, await coupon()).expect(409)).body.code).toBe('coupon-needs-first-top-up');
    }
    await pay(second, 'card_tried');
    await redeem(second, await coupon()).expect(201);
    await pay(first, 'card_other_than_tried');
    await redeem(first, await coupon()).expect(201);
  });

  it('comes back with no refund: neither for the one who paid, nor for the next one with the card', async () => {
    const [first, second] = [await t.given.user(), await t.given.user()];
    await pay(first, 'card_returned');
    await t.as(first).post('/v1/wallet/refunds', {}).expect(201);
    await pay(second, 'card_returned');
    expect((await redeem(second, await coupon()).expect(409)).body.code).toBe('not-new-customer');
    await pay(first, 'card_returned');
    expect((await redeem(first, await coupon()).expect(409)).body.code).toBe('coupon-needs-first-top-up');
  });

  it('has one winner when two accounts pay with one card at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const code = await coupon();
      const pair = [await t.given.user(), await t.given.user()];
      await race(2, (i) => pay(pair[i]!, `card_race_${round}`));
      const answers = await race(2, async (i) => (await redeem(pair[i]!, code)).status);
      expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([201, 409]);
    }
    expect(await t.violations()).toEqual([]);
  });

  it('belongs to who paid with the card before anybody kept hashes of cards', async () => {
    const [before, after] = [await t.given.user(), await t.given.user()];
    await pay(before, 'card_of_old');
    await t.db.query('delete from app.customer_mark where person_id = $1', [before.id]);
    await pay(after, 'card_of_old');
    expect((await redeem(after, await coupon()).expect(409)).body.code).toBe('not-new-customer');
    await redeem(before, await coupon()).expect(201);
  });

  it('is refused to a second account of a device, by sign-up and by sign-in', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const first = await withDevice(mine);
    const second = await withDevice(mine);
    const third = await withDevice(other);
    const silent = await withDevice();
    for (const who of [first, second, third, silent]) await pay(who, `card_${++count}`);
    const code = await coupon();
    expect((await redeem(second, code).expect(409)).body.code).toBe('not-new-customer');
    for (const who of [first, third, silent]) await redeem(who, code).expect(201);
    // Signing in on the device of another tells as much; nobody is kept out by it.
    const visitor = await withDevice();
    await pay(visitor, `card_${++count}`);
    await t
      .http(owner.host)
      .post('/v1/auth/sign-in')
      .send({ email: visitor.email, password: 'a sentence that is long enough', installation: mine })
      .expect(200);
    await redeem(visitor, await coupon()).expect(409);
    for (const installation of ['short', 'x'.repeat(101), 'with a space in it'])
      await t
        .http(owner.host)
        .post('/v1/auth/sign-in')
        .send({ email: visitor.email, password: 'a sentence that is long enough', installation })
        .expect(422);
  });

  it('is refused to a second account of a phone number that the licensee verified, and of no other', async () => {
    const pair = generateKeyPairSync('ed25519');
    await t
      .as(owner)
      .post('/v1/staff/sign-in-keys', {
        name: 'Shop',
        issuer: 'https://shop.example',
        kid: 'k1',
        jwk: pair.publicKey.export({ format: 'jwk' }),
      })
      .expect(201);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const enter = (claims: object) => {
      const body = part({
        iss: 'https://shop.example',
        aud: publicId('licensee', owner.licenseeId),
        exp: Math.floor(Date.now() / 1000) + 240,
        jti: randomUUID(),
        sub: `shopper ${++count}`,
        adult: true,
        ...claims,
      });
      const signed = `${part({ alg: 'EdDSA', kid: 'k1' })}.${body}`;
      const token = `${signed}.${sign(null, Buffer.from(signed), pair.privateKey).toString('base64url')}`;
      return t.http(owner.host).post('/v1/auth/external').send({ token });
    };
    const shopper = async (claims: object): Promise<Actor> => {
      const { body } = await enter(claims).expect(200);
      const who = { ...owner, id: t.parseId('person', body.person.id)!, token: body.accessToken as string };
      await pay(who, `card_${++count}`);
      return who;
    };
    const phone = { phone_number: '+4915112345678', phone_number_verified: true };
    const [first, second] = [await shopper(phone), await shopper(phone)];
    // Said, and not verified: it is nobody's.
    const claimed = await shopper({ ...phone, phone_number_verified: false });
    const code = await coupon();
    await redeem(first, code).expect(201);
    await redeem(claimed, code).expect(201);
    expect((await redeem(second, code).expect(409)).body.code).toBe('not-new-customer');
    expect((await enter({ phone_number: '0151 1234' }).expect(401)).body.code).toBe('external-token-refused');
    // What people came with is nowhere to be read.
    const kept = await t.db.query<{ text: string }>(
      `select m::text as text from app.customer_mark m union all select k::text from app.known_customer k union all select p::text from app.person p
       union all select e::text from app.event e union all select a::text from app.audit_entry a union all select j.payload::text from graphile_worker._private_jobs j`,
    );
    expect(kept.filter(({ text }) => text.includes('15112345678'))).toEqual([]);
  });

  it('of a licensee knows what came to that licensee only, by a hash that no other one has', async () => {
    const there = await t.given.staff('owner', 'zenith');
    const [here, other] = [await t.given.user(), await t.given.user({ licensee: 'zenith' })];
    await pay(here, 'card_both');
    await pay(other, 'card_both', 'GBP');
    await redeem(here, await coupon()).expect(201);
    await redeem(other, await coupon(there)).expect(201);
    const marks = await t.db.query<{ digest: string }>(
      `select encode(digest, 'hex') as digest from app.customer_mark where person_id = any ($1)`,
      [[here.id, other.id]],
    );
    expect(new Set(marks.map(({ digest }) => digest)).size).toBe(2);
    expect(
      await t.db.query(
        `select 1 from app.customer_mark where digest in (sha256('card_both'), sha256('card|card_both'))`,
      ),
    ).toEqual([]);
  });

  it('is known by a hash that takes the secret of the platform: with another one everybody is new', async () => {
    const device = randomUUID();
    const first = await withDevice(device);
    const [second, third] = [await t.given.user(), await t.given.user()];
    const config = t.app.get<Config>(CONFIG);
    const elsewhere = new NewCustomers(t.app.get(Db), {
      ...config,
      REFRESH_SECRET: `${config.REFRESH_SECRET} renewed`,
    });
    const known = (here: NewCustomers, who: Actor) =>
      t.app.get(Db).transaction(systemContext(first.licenseeId, 'spec'), async (tx) => {
        await here.admitted(tx, who.id, { installation: device, phone: undefined });
        return here.knownBy(tx, who.id);
      });
    expect(await known(elsewhere, second)).toBeUndefined();
    expect(await known(t.app.get(NewCustomers), third)).toBe('device');
  });

  it('is forgotten with a card that nobody came with for two years, and not sooner', async () => {
    const [first, second, third] = [await t.given.user(), await t.given.user(), await t.given.user()];
    const forget = async (days: number) => {
      t.clock.reset();
      t.clock.advanceSeconds(days * DAY);
      await t.run('billing.customer_marks');
      t.clock.reset();
    };
    const marks = async () =>
      (await t.db.query('select 1 from app.customer_mark where person_id = $1', [first.id])).length;
    await pay(first, 'card_kept');
    await forget(729);
    expect(await marks()).toBe(1);
    // Whoever comes with it again keeps it.
    t.clock.advanceSeconds(700 * DAY);
    await pay(second, 'card_kept');
    await forget(1000);
    expect(await marks()).toBe(1);
    await forget(700 + 731);
    expect(await marks()).toBe(0);
    // What was found out about an account stays with it.
    expect((await redeem(second, await coupon()).expect(409)).body.code).toBe('not-new-customer');
    await pay(third, 'card_other');
    await redeem(third, await coupon()).expect(201);
  });

  it('of a bonus for so many top-ups is not given again to another account with the card', async () => {
    await t.db.query(
      `update app.licensee_terms set top_up_bonuses = '[{"fromMinor": 1000, "bonusMinor": 300}]', top_up_bonus_max_times = 1 where licensee_id = $1`,
      [t.licensees.aurora.id],
    );
    const [first, second] = [await t.given.user(), await t.given.user()];
    await pay(first, 'card_bonus');
    await pay(second, 'card_bonus');
    await pay(second, undefined);
    expect([await promo(first), await promo(second)]).toEqual([300, 0]);
    expect((await t.as(second).get('/v1/wallet/bonuses').expect(200)).body.tiers).toEqual([]);
    await t.db.query(
      `update app.licensee_terms set top_up_bonuses = '[]', top_up_bonus_max_times = null where licensee_id = $1`,
      [t.licensees.aurora.id],
    );
  });

  it('of free minutes once per user is not given again to another account with the card', async () => {
    await t.db.query(`update app.licensee_terms set free_user_seconds = 60 where licensee_id = $1`, [
      t.licensees.aurora.id,
    ]);
    const advisor = await t.given.advisor({ voiceRateMinor: 300n });
    const freeSeconds = async (who: Actor) =>
      (
        await t
          .as(who)
          .post('/v1/calls/quote', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
          .expect(200)
      ).body.freeSeconds;
    const [first, second] = [await t.given.user(), await t.given.user()];
    await pay(first, 'card_free');
    await pay(second, 'card_free');
    expect([await freeSeconds(first), await freeSeconds(second)]).toEqual([60, 0]);
    // What an advisor gives to each caller is not meant.
    await t.db.query(`update app.licensee_terms set free_pair_seconds = 30 where licensee_id = $1`, [
      t.licensees.aurora.id,
    ]);
    expect([await freeSeconds(first), await freeSeconds(second)]).toEqual([60, 30]);
  });
});
