import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, JobRegistry, Outbox, newId, systemContext } from '@app/kernel';
import { PromoExpiring } from '@app/billing';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { PreferencesService } from './preferences.service.js';
import { readUnsubscribeToken, unsubscribeToken } from './unsubscribe-token.js';

const SECRET = 'a secret of the specs';

describe('what people want to hear of', () => {
  let t: TestApp;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp();
  });
  beforeEach(async () => {
    user = await t.given.person('end_user');
    t.mails.sent = [];
  });
  afterAll(() => t.close());

  const ctx = () => systemContext(t.licensees.aurora.id, 'spec');
  const remind = async () => {
    const data = { personId: user.id, amountMinor: 500, currency: 'EUR', expiresAt: '2030-01-31T12:00:00Z' };
    await t.app.get(Db).transaction(ctx(), (tx) => t.app.get(Outbox).add(tx, PromoExpiring, data));
  };
  const mailsAfter = async () => {
    await t.drain();
    const sent = t.mails.to(user.email);
    t.mails.sent = [];
    return sent;
  };
  const preferences = async () => (await t.as(user).get('/v1/me/notification-preferences').expect(200)).body;
  const change = (...changes: object[]) => t.as(user).patch('/v1/me/notification-preferences', { changes });
  const allowsMarketing = () =>
    t.app
      .get(Db)
      .read(ctx(), (tx) =>
        t.app.get(PreferencesService).wants(tx, user.id, 'mail', { class: 'marketing', topic: null }),
      );

  it('is everything at first, and each topic that concerns them can be switched off and on', async () => {
    expect(await preferences()).toEqual({
      topics: [
        { topic: 'receipts', channel: 'mail', isOn: true },
        { topic: 'promos', channel: 'mail', isOn: true },
        { topic: 'availability', channel: 'mail', isOn: true },
        { topic: 'availability', channel: 'push', isOn: true },
        { topic: 'bookings', channel: 'mail', isOn: true },
        { topic: 'bookings', channel: 'push', isOn: true },
      ],
      marketing: 'none',
    });
    await remind();
    expect(await mailsAfter()).toHaveLength(1);
    await change({ topic: 'promos', channel: 'mail', isOn: false }).expect(200);
    await remind();
    expect(await mailsAfter()).toHaveLength(0);
    await change({ topic: 'promos', channel: 'mail', isOn: true }).expect(200);
    await remind();
    expect(await mailsAfter()).toHaveLength(1);
  });

  it('counts also for a mail that was asked for before', async () => {
    t.mails.outcomes = [{ kind: 'retry', code: 'busy' }];
    await remind();
    expect(await mailsAfter()).toHaveLength(0);
    await change({ topic: 'promos', channel: 'mail', isOn: false }).expect(200);
    await t.db.query(`update graphile_worker._private_jobs set run_at = clock_timestamp()`);
    expect(await mailsAfter()).toHaveLength(0);
    const rows = await t.db.query<{ status: string }>('select status from app.mail_message where person_id = $1', [
      user.id,
    ]);
    expect(rows).toEqual([{ status: 'dropped' }]);
  });

  it('never switches security off, nor a topic of others', async () => {
    for (const topic of ['payouts', 'usage']) {
      const { body } = await change({ topic, channel: 'mail', isOn: false }).expect(422);
      expect(body.errors[0].pointer).toBe('/changes/0');
    }
    await change({ topic: 'receipts', channel: 'push', isOn: false }).expect(422);
    await change({ topic: 'security', channel: 'mail', isOn: false }).expect(422);
    const all = (await preferences()).topics as { topic: string; channel: string }[];
    await change(...all.map(({ topic, channel }) => ({ topic, channel, isOn: false }))).expect(200);
    await t.http('aurora.localhost').post('/v1/auth/password-resets').send({ email: user.email }).expect(202);
    const [mail] = await mailsAfter();
    expect(mail!.subject).toBe('Set a new password');
    expect(mail!.headers['List-Unsubscribe']).toBeUndefined();
  });

  it('lets marketing out only after the link of a mail was opened, and never again after a withdrawal', async () => {
    const ask = () => t.as(user).post('/v1/me/marketing').expect(200);
    const confirm = (token: string) => t.http('aurora.localhost').post('/v1/marketing-confirmations').send({ token });
    expect(await allowsMarketing()).toBe(false);
    expect((await ask()).body.marketing).toBe('asked');
    expect(await allowsMarketing()).toBe(false);
    await t.drain();
    const token = t.mails.tokenFor(user.email);
    await confirm('a'.repeat(43)).expect(409);
    await confirm(token).expect(204);
    expect(await allowsMarketing()).toBe(true);
    expect((await ask()).body.marketing).toBe('confirmed');
    expect((await t.as(user).delete('/v1/me/marketing').expect(200)).body.marketing).toBe('withdrawn');
    expect(await allowsMarketing()).toBe(false);
    await confirm(token).expect(409);
  });

  describe('said in the list of consents', () => {
    const say = (granted: boolean, who = user) =>
      t
        .as(who)
        .post('/v1/me/consents', { consents: [{ kind: 'marketing', locale: 'en', granted }] })
        .expect(201);
    const confirm = (token: string) =>
      t.http('aurora.localhost').post('/v1/marketing-confirmations').send({ token }).expect(204);
    const state = async () => (await preferences()).marketing;

    it('is asked for by a link, as at the sign-up, and lets nothing out before that was opened', async () => {
      await say(true);
      const [mail, ...more] = await mailsAfter();
      expect([mail?.subject, more]).toEqual([expect.stringMatching(/^Do you want news/), []]);
      expect([await state(), await allowsMarketing()]).toEqual(['asked', false]);
      await confirm(/#token=([\w-]+)/.exec(mail!.text)![1]!);
      expect([await state(), await allowsMarketing()]).toEqual(['confirmed', true]);
    });

    it('ends it at once, and can be asked for again', async () => {
      await t.as(user).post('/v1/me/marketing').expect(200);
      await t.drain();
      await confirm(t.mails.tokenFor(user.email));
      await say(false);
      expect([await state(), await allowsMarketing()]).toEqual(['withdrawn', false]);
      expect((await t.as(user).post('/v1/me/marketing').expect(200)).body.marketing).toBe('asked');
      await t.drain();
      expect([await state(), await allowsMarketing()]).toEqual(['asked', false]);
      await confirm(t.mails.tokenFor(user.email));
      expect([await state(), await allowsMarketing()]).toEqual(['confirmed', true]);
    });

    it('is not brought back by the link of before', async () => {
      await t.as(user).post('/v1/me/marketing').expect(200);
      await t.drain();
      await say(false);
      await confirm(t.mails.tokenFor(user.email));
      await t.drain();
      expect([await state(), await allowsMarketing()]).toEqual(['withdrawn', false]);
    });

    it('counts by its last word, in whatever order and how often it is told, and with one link an hour', async () => {
      for (const granted of [true, false, true]) await say(granted);
      const handler = t.app.get(JobRegistry).tasks.find(({ name }) => name === 'notifications.marketing_recorded')!;
      const event = { id: newId(), type: 'x', occurredAt: new Date().toISOString(), data: { personId: user.id } };
      await handler.run(ctx(), event);
      expect(await state()).toBe('asked');
      await t.drain();
      await handler.run(ctx(), event);
      for (const granted of [false, true]) {
        await say(granted);
        await t.drain();
      }
      expect(await state()).toBe('asked');
      const sent = await mailsAfter();
      expect(sent.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Do you want news/)]);
      await t.as(user).delete('/v1/me/marketing').expect(200);
      await handler.run(ctx(), event);
      expect(await state()).toBe('withdrawn');
    });

    it('is nothing for staff, who get no news and offers', async () => {
      const owner = await t.given.staff('owner');
      await say(true, owner);
      await t.drain();
      expect(t.mails.to(owner.email)).toEqual([]);
    });
  });

  it('does not bring marketing back by a link that is older than the withdrawal', async () => {
    await t.as(user).post('/v1/me/marketing').expect(200);
    await t.drain();
    const token = t.mails.tokenFor(user.email);
    await t.as(user).delete('/v1/me/marketing').expect(200);
    await t.http('aurora.localhost').post('/v1/marketing-confirmations').send({ token }).expect(204);
    expect(await allowsMarketing()).toBe(false);
  });

  it('ends by the link of a mail, without a sign-in, on a page and with one click of a mail program', async () => {
    const stop = async () => {
      await remind();
      const [mail] = await mailsAfter();
      const [, url] = /^<http:\/\/aurora\.localhost(.+)>$/.exec(mail!.headers['List-Unsubscribe']!)!;
      return { url: url!, token: /unsubscribe#token=([\w.-]+)/.exec(mail!.text)![1]! };
    };
    const { url, token } = await stop();
    await t.http('zenith.localhost').post('/v1/unsubscriptions').send({ token }).expect(404);
    await t
      .http('aurora.localhost')
      .post('/v1/unsubscriptions')
      .send({ token: `${token}a` })
      .expect(404);
    const { body } = await t.http('aurora.localhost').post('/v1/unsubscriptions').send({ token }).expect(200);
    expect(body).toEqual({ topic: 'promos' });
    await remind();
    expect(await mailsAfter()).toEqual([]);
    await change({ topic: 'promos', channel: 'mail', isOn: true }).expect(200);
    const click = (address: string) =>
      t.http('aurora.localhost').post(address).type('form').send('List-Unsubscribe=One-Click');
    await click(url).expect(204);
    await click(url).expect(204);
    await click(`${url}a`).expect(404);
    await remind();
    expect(await mailsAfter()).toEqual([]);
  });
});

describe('the token that stops mails', () => {
  const person = '01900000-0000-7000-8000-000000000001';
  const licensee = '01900000-0000-7000-8000-000000000002';
  const token = unsubscribeToken(SECRET, licensee, person, 'promos');

  it('names a person and a topic', () =>
    expect(readUnsubscribeToken(SECRET, licensee, token)).toEqual({ personId: person, topic: 'promos' }));

  it('is worth nothing when a part of it is another', () => {
    const [id, , mac] = token.split('.');
    for (const forged of [
      token.replace('promos', 'receipts'),
      `${id}.promos.`,
      `${id}.promos.${mac}.x`,
      `${id!.replace(/1$/, '2')}.promos.${mac}`,
      '',
    ])
      expect([forged, readUnsubscribeToken(SECRET, licensee, forged)]).toEqual([forged, undefined]);
    expect(readUnsubscribeToken('another secret', licensee, token)).toBeUndefined();
    expect(readUnsubscribeToken(SECRET, person, token)).toBeUndefined();
  });
});
