import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { Db, type EventDefinition, JobRegistry, Outbox, newId, parseId, systemContext } from '@app/kernel';
import { DisputeOpened, PayoutAccountChanged, PayoutFailed, PromoExpiring, WalletRefundRequested } from '@app/billing';
import { WebhookEndpointDisabled } from '@app/integrations';
import { LicenceChanged, LicenceInvoiceUnpaid } from '@app/licensing';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, paidCall, race, testApp } from '@app/testing';
import { MailsService } from '../mail/mails.service.js';
import { NOTICES } from './notices.js';

describe('what people are told by mail', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  beforeEach(async () => {
    await t.drain();
    t.mails.sent = [];
  });
  afterAll(() => t.close());

  const subjects = (who: { email: string }) => t.mails.to(who.email).map(({ subject }) => subject);
  const happen = async <P extends object>(event: Parameters<Outbox['add']>[1] & { payload?: P }, data: P) => {
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    await t.app.get(Db).transaction(ctx, (tx) => t.app.get(Outbox).add(tx, event, data));
    await t.drain();
  };
  const signUp = (email: string, host = 'aurora.localhost', agent = 'Mozilla/5.0 (X11; Linux) Firefox/130.0') =>
    t
      .http(host)
      .post('/v1/auth/sign-up')
      .set('user-agent', agent)
      .send({ email, password: PASSWORD, displayName: 'Ada', adult: true });
  const signIn = (email: string, agent: string, password = PASSWORD) =>
    t.http('aurora.localhost').post('/v1/auth/sign-in').set('user-agent', agent).send({ email, password });
  const me = async (token: string) =>
    (await t.http('aurora.localhost').get('/v1/me').set('authorization', `Bearer ${token}`).expect(200)).body;

  it('has a job of its own for each line of the table', () => {
    const tasks = t.app.get(JobRegistry).tasks.filter(({ name }) => name.startsWith('notifications.notice.'));
    expect(tasks.map(({ name, event }) => [name, event])).toEqual(
      Object.entries(NOTICES).map(([name, { on }]) => [`notifications.notice.${name}`, on.type]),
    );
  });

  describe('the link that proves an address', () => {
    const email = 'ada@example.com';
    it('is mailed at the sign-up, in the name of the licensee, and works once', async () => {
      const { body } = await signUp(email).expect(201);
      expect((await me(body.accessToken)).emailVerifiedAt).toBeNull();
      await t.drain();
      const [mail] = t.mails.to(email);
      expect(mail).toMatchObject({ subject: 'Confirm your e-mail address', from: { name: 'Aurora Advice' } });
      const token = t.mails.tokenFor(email);
      const use = (host = 'aurora.localhost') => t.http(host).post('/v1/auth/email-proofs/use').send({ token });
      await use('zenith.localhost').expect(409);
      await use().expect(204);
      expect((await use().expect(409)).body.code).toBe('invalid-link');
      expect((await me(body.accessToken)).emailVerifiedAt).toEqual(expect.any(String));
    });

    it('is mailed again on demand, and the one before it works no more', async () => {
      const { body } = await signUp('bob@example.com').expect(201);
      const bearer = `Bearer ${body.accessToken}`;
      const again = () =>
        t.http('aurora.localhost').post('/v1/me/email-proofs').set('authorization', bearer).expect(202);
      await t.drain();
      const first = t.mails.tokenFor('bob@example.com');
      await again();
      await t.drain();
      const use = (token: string) => t.http('aurora.localhost').post('/v1/auth/email-proofs/use').send({ token });
      await use(first).expect(409);
      await use(t.mails.tokenFor('bob@example.com')).expect(204);
      t.mails.sent = [];
      await again();
      await t.drain();
      expect(t.mails.sent).toEqual([]);
    });
  });

  it('writes no mail to whom the licensee signs in without an address; their pages say the same', async () => {
    const user = await t.given.user();
    await t.db.query(`update app.person set email = 'usr_1@users.invalid' where id = $1`, [user.id]);
    const tell = (personId: string) =>
      happen(PromoExpiring, { personId, amountMinor: 100, currency: 'EUR', expiresAt: '2030-01-31T12:00:00Z' });
    await tell(user.id);
    expect(await t.db.query('select 1 from app.mail_message where person_id = $1', [user.id])).toEqual([]);
    expect(t.mails.sent).toEqual([]);
    // One that was asked for before.
    const before = await t.given.user();
    await t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), (tx) =>
      t.app.get(MailsService).request(tx, {
        key: newId(),
        person: { id: before.id, email: 'usr_2@users.invalid', locale: 'en' },
        template: 'promo_expiring',
        class: 'service',
        topic: null,
        values: { name: 'Ada', amount: '1', date: '1' },
        path: null,
        senderName: null,
        expiresAt: null,
      }),
    );
    await t.db.query(`update app.person set email = 'usr_2@users.invalid' where id = $1`, [before.id]);
    await t.drain();
    expect(t.mails.sent).toEqual([]);
    expect(await t.db.query('select status from app.mail_message where person_id = $1', [before.id])).toEqual([
      { status: 'dropped' },
    ]);
  });

  describe('a forgotten password', () => {
    const ask = (email: string, host = 'aurora.localhost') =>
      t.http(host).post('/v1/auth/password-resets').send({ email });
    const use = (token: string, newPassword: string, host = 'aurora.localhost') =>
      t.http(host).post('/v1/auth/password-resets/use').send({ token, newPassword });

    it('is set anew by a link that works once, for an hour, and ends every session', async () => {
      const user = await t.given.person('end_user');
      await ask(user.email).expect(202);
      await t.drain();
      const token = t.mails.tokenFor(user.email);
      await use(token, 'short').expect(422);
      await use(token, 'an even better password', 'zenith.localhost').expect(409);
      const answers = await race(3, () => use(token, 'an even better password').then(({ status }) => status));
      expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([204, 409, 409]);
      await t.as(user).get('/v1/me').expect(401);
      await signIn(user.email, 'Firefox').expect(401);
      await signIn(user.email, 'Firefox', 'an even better password').expect(200);
      await t.drain();
      expect(subjects(user)).toEqual(expect.arrayContaining(['Set a new password', 'Your password was changed']));
    });

    it('has a link for an hour', async () => {
      const user = await t.given.person('end_user');
      await ask(user.email).expect(202);
      await t.drain();
      t.clock.advanceSeconds(3_601);
      await use(t.mails.tokenFor(user.email), 'an even better password').expect(409);
      t.clock.reset();
    });

    it('gives no hint whether an address has an account', async () => {
      const user = await t.given.person('end_user');
      const [known, unknown] = [await ask(user.email), await ask('nobody@example.com')];
      expect([unknown.status, unknown.text, Object.keys(unknown.headers).sort()]).toEqual([
        known.status,
        known.text,
        Object.keys(known.headers).sort(),
      ]);
      await t.drain();
      expect(t.mails.sent.map(({ to }) => to)).toEqual([user.email]);
    });

    it('leads advisors and staff to their own page', async () => {
      const advisor = await t.given.advisor();
      for (const who of [advisor, owner]) await ask(who.email).expect(202);
      await t.drain();
      expect(t.mails.to(advisor.email)[0]!.text).toContain('http://aurora.localhost/pro/reset-password#token=');
      expect(t.mails.to(owner.email)[0]!.text).toContain('http://aurora.localhost/admin/reset-password#token=');
    });
  });

  it('says when and from where a password was changed, and is undone by its link for a day', async () => {
    const { body } = await signUp('uma@example.com').expect(201);
    const bearer = `Bearer ${body.accessToken}`;
    const stolen = { currentPassword: PASSWORD, newPassword: 'what the thief chose' };
    await t
      .http('aurora.localhost')
      .post('/v1/me/password')
      .set('authorization', bearer)
      .set('user-agent', 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36')
      .send(stolen)
      .expect(204);
    await t.drain();
    const mail = t.mails.to('uma@example.com').at(-1)!;
    expect(mail.subject).toBe('Your password was changed');
    expect(mail.text).toMatch(/was changed on \d+ \w+ \d{4} at .* from Chrome on Windows \(127\.0\.0\.1\), and/);
    expect(mail.text).toContain('http://aurora.localhost/reset-password#token=');
    const lines = await t.http('aurora.localhost').get('/v1/me/notices').set('authorization', bearer).expect(200);
    expect(lines.body.data).toMatchObject([{ kind: 'password_changed', path: '/account' }]);
    const token = t.mails.tokenFor('uma@example.com');
    const undo = () =>
      t
        .http('aurora.localhost')
        .post('/v1/auth/password-resets/use')
        .send({ token, newPassword: 'mine once more, and longer' });
    t.clock.advanceSeconds(86_300);
    await undo().expect(204);
    await undo().expect(409);
    t.clock.reset();
    await t.http('aurora.localhost').get('/v1/me').set('authorization', bearer).expect(401);
    await signIn('uma@example.com', 'Firefox', stolen.newPassword).expect(401);
    await signIn('uma@example.com', 'Firefox', 'mine once more, and longer').expect(200);
  });

  it('warns of a sign-in with another device, and not of the next version of the same', async () => {
    await signUp('eve@example.com').expect(201);
    await signIn('eve@example.com', 'Mozilla/5.0 (X11; Linux) Firefox/131.0').expect(200);
    await t.drain();
    expect(subjects({ email: 'eve@example.com' })).toEqual(['Confirm your e-mail address']);
    const phone = 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36';
    const { body } = await signIn('eve@example.com', phone).expect(200);
    await t.drain();
    expect(subjects({ email: 'eve@example.com' })).toContain('New sign-in to your account');
    expect(t.mails.to('eve@example.com').at(-1)!.text).toMatch(
      /on \d+ \w+ \d{4} at .*: Chrome on Android \(127\.0\.0\.1\)/,
    );
    const list = await t
      .http('aurora.localhost')
      .get('/v1/me/notices')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    expect(list.body.data).toMatchObject([{ kind: 'new_device', path: '/account', readAt: null }]);
  });

  it('sends the receipts of a call and of a top-up to who paid', async () => {
    const user = await t.given.user({ balanceMinor: 20_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await creditedTopUp(t, user, 2_500n, 'pi_receipt');
    const call = await paidCall(t, user, advisor, 90);
    await t.drain();
    expect(subjects(user)).toEqual(
      expect.arrayContaining([
        '€25.00 added to your wallet',
        expect.stringMatching(/^Receipt of your call with Advisor/),
      ]),
    );
    const receipt = t.mails.to(user.email).find(({ subject }) => subject.startsWith('Receipt'))!;
    expect(receipt.text).toContain(`http://aurora.localhost/history/${call}`);
    expect(receipt.text).toContain('€9.00');
    expect(receipt.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(t.mails.to(advisor.email)).toEqual([]);
  });

  it('tells once, however often an event is told', async () => {
    const user = await t.given.person('end_user');
    const job = NOTICES['promo']!;
    const event = {
      id: newId(),
      type: job.on.type,
      occurredAt: new Date().toISOString(),
      data: { personId: user.id, amountMinor: 500, currency: 'EUR', expiresAt: '2030-01-31T12:00:00Z' },
    };
    const handler = t.app.get(JobRegistry).tasks.find(({ name }) => name === 'notifications.notice.promo')!;
    const ctx = systemContext(t.licensees.aurora.id, 'spec');
    await race(4, () => handler.run(ctx, event));
    await handler.run(ctx, event);
    await t.drain();
    expect(subjects(user)).toEqual(['Your credit of €5.00 ends soon']);
  });

  it('tells advisors of their payouts and bank account, and staff of those of the licensee', async () => {
    const advisor = await t.given.advisor();
    const finance = await t.given.staff('finance');
    const support = await t.given.staff('support');
    const fact = { payoutId: newId(), amountMinor: 1_234, currency: 'EUR', failureCode: 'account_closed' };
    await happen(PayoutFailed, { ...fact, party: 'advisor', partyId: advisor.advisorId });
    await happen(PayoutFailed, { ...fact, party: 'licensee', partyId: t.licensees.aurora.id });
    await happen(PayoutAccountChanged, { party: 'advisor', partyId: advisor.advisorId });
    expect(subjects(advisor)).toEqual(['A payout of €12.34 failed', 'Your payout account was changed']);
    expect(t.mails.to(advisor.email).at(-1)!.text).toMatch(/changed on \d+ \w+ \d{4} at .*\/pro\/payouts/s);
    for (const who of [owner, finance]) expect(subjects(who)).toEqual(['A payout of €12.34 failed']);
    expect(subjects(support)).toEqual([]);
    // What to do about it, and where the reason is said.
    expect(t.mails.to(advisor.email)[0]!.text).toMatch(/change your bank details.*\/pro\/payouts/s);
    await happen(PayoutFailed, {
      ...fact,
      failureCode: 'payee_balance_negative',
      party: 'advisor',
      partyId: advisor.advisorId,
    });
    expect(t.mails.to(advisor.email).at(-1)!.text).toMatch(/ask our support/);
    expect(t.mails.to(owner.email)[0]!.text).toMatch(/\/admin\/payouts/);
  });

  it('tells staff of a dispute with its deadline; a dispute that is not there any more is no mail and no error', async () => {
    const fact = { disputeId: newId(), personId: newId(), amountMinor: 900, currency: 'EUR' };
    await happen(DisputeOpened, fact);
    expect(t.mails.sent).toEqual([]);
  });

  it('tells end users whose service ended that their money is on its way, and nobody who asked for it themselves', async () => {
    const user = await t.given.user();
    const fact = { walletRefundId: newId(), personId: user.id, amountMinor: 2_500, currency: 'EUR' };
    await happen(WalletRefundRequested, { ...fact, cause: 'person' });
    await happen(WalletRefundRequested, { ...fact, cause: 'licence_ended' });
    expect(subjects(user)).toEqual(['Aurora Advice has closed, and your money comes back']);
    expect(t.mails.to(user.email)[0]!.text).toMatch(/€25\.00 of your balance.*\/wallet/s);
  });

  it('writes about the licence in the name of the company that asks for the money', async () => {
    const fact = { invoiceId: newId(), number: 'R-1', seller: 'House Ltd', dueMinor: 11_900, currency: 'EUR' };
    await happen(LicenceInvoiceUnpaid, { ...fact, failures: 1, nextAttemptAt: '2030-01-31T12:00:00Z' });
    await happen(LicenceInvoiceUnpaid, { ...fact, failures: 4, nextAttemptAt: null });
    expect(subjects(owner)).toEqual(['Invoice R-1 is not paid', 'Your licence is suspended']);
    expect(t.mails.to(owner.email)[0]).toMatchObject({ from: { name: 'House Ltd' } });
  });

  it('tells owners of a planned end of the licence, of the end, and of a suspension by the operator, and of no other step', async () => {
    const running: typeof LicenceChanged extends EventDefinition<infer Fact> ? Fact : never = {
      licenseeId: t.licensees.aurora.id,
      kind: 'state',
      fromStatus: 'active',
      toStatus: 'active',
      heldFor: null,
      ending: null,
      endsAt: null,
      exportUntil: null,
      planName: 'Standard',
      planVersion: 1,
    };
    const step = (fact: Partial<typeof running>) => happen(LicenceChanged, { ...running, ...fact });
    await step({ kind: 'started' });
    await step({ toStatus: 'past_due' });
    await step({ toStatus: 'suspended', heldFor: 'unpaid' });
    await step({ toStatus: 'suspended', heldFor: 'operator' });
    await step({ kind: 'plan', toStatus: 'suspended', heldFor: 'operator' });
    await step({ kind: 'ending', ending: 'planned', endsAt: '2030-01-31T12:00:00Z' });
    await step({ kind: 'ending' }); // it was called off
    const exportUntil = '2030-03-02T12:00:00Z';
    await step({ toStatus: 'terminated', ending: 'refunding', endsAt: '2030-01-31T12:00:00Z', exportUntil });
    await step({ kind: 'ending', toStatus: 'terminated', ending: 'export', exportUntil });
    expect(subjects(owner)).toEqual([
      'Your licence is suspended',
      'Your licence ends on 31 January 2030',
      'Your licence has ended',
    ]);
    expect(t.mails.to(owner.email).at(-1)!.text).toMatch(/Until 2 March 2030 .*\/admin\/licence/s);
  });

  it('tells owners of a key for sign-ins as it is registered, by mail and on their pages', async () => {
    const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    await t
      .as(owner)
      .post('/v1/staff/sign-in-keys', { name: 'Our shop', issuer: 'https://shop.example', kid: '1', jwk })
      .expect(201);
    await t.drain();
    const [mail] = t.mails.to(owner.email);
    expect(mail).toMatchObject({
      subject: 'A key for sign-ins was registered',
      text: expect.stringMatching(/registered the key "Our shop" .* on \d+ \w+ \d{4} at .*\/admin\/developers/s),
    });
    const { body } = await t.as(owner).get('/v1/me/notices').expect(200);
    expect(body.data[0]).toMatchObject({ kind: 'sign_in_key_added' });
  });

  it('tells of an API key, and of a webhook endpoint that was not switched off by hand', async () => {
    const { key, name, hint } = (
      await t
        .as(owner)
        .post('/v1/staff/api-keys', { name: 'Our CRM', scopes: ['calls:read'] })
        .expect(201)
    ).body;
    await t.drain();
    const made = t.mails.to(owner.email)[0]!;
    const { displayName } = (await t.as(owner).get('/v1/me').expect(200)).body;
    expect(made.text).toContain(`${displayName} made an API key for Aurora Advice on `);
    expect(made.text).toContain(`"${name}", ${hint}. Who has it`);
    expect(made.text).toContain('Look at the keys:\nhttp://aurora.localhost/admin/developers');
    for (const part of [made.text, made.html]) expect(part).not.toContain(key);
    const { body: endpoint } = await t
      .as(owner)
      .post('/v1/webhook-endpoints', { url: 'https://example.com/hooks/of-a-secret-path', eventTypes: ['*'] })
      .expect(201);
    const off = { endpointId: parseId('webhookEndpoint', endpoint.id as string)!, failingSince: null };
    await happen(WebhookEndpointDisabled, { ...off, because: 'staff' });
    await happen(WebhookEndpointDisabled, { ...off, because: 'gone' });
    expect(subjects(owner)).toEqual(['An API key was made', 'A webhook endpoint was switched off']);
    const { text } = t.mails.to(owner.email).at(-1)!;
    expect(text).toContain('The endpoint at example.com answered 410, which asks for no more messages');
    expect(text).not.toContain('secret-path');
    await happen(WebhookEndpointDisabled, { ...off, because: 'failing' });
    expect(t.mails.to(owner.email).at(-1)!.text).toContain('example.com took none of our messages for days');
    // One that was deleted meanwhile is no news.
    await happen(WebhookEndpointDisabled, { ...off, endpointId: newId(), because: 'gone' });
    expect(subjects(owner)).toHaveLength(3);
    const { body } = await t.as(owner).get('/v1/me/notices').expect(200);
    expect(body.data[0]).toMatchObject({ kind: 'api_key_created' });
  });

  it('tells everybody who speaks the language of a new version of the terms, by mail and on the page, and not of the first', async () => {
    const [english, german, elsewhere] = [
      await t.given.person('end_user'),
      await t.given.person('end_user'),
      await t.given.person('end_user', 'zenith'),
    ];
    const advisor = await t.given.advisor();
    await t.as(german).patch('/v1/me', { locale: 'de' }).expect(200);
    const publish = async (title: string) => {
      await t.as(owner).put('/v1/staff/legal/terms/en/draft', { title, markdown: 'Text' }).expect(200);
      await t.as(owner).post('/v1/staff/legal/terms/en/publish').expect(200);
      await t.drain();
    };
    await publish('Terms');
    expect(t.mails.sent).toEqual([]);
    await publish('Terms, again');
    expect(subjects(english)).toEqual(['Aurora Advice: Terms changed']);
    for (const who of [german, elsewhere, owner]) expect(subjects(who)).toEqual([]);
    const notices = await t.as(english).get('/v1/me/notices').expect(200);
    expect(notices.body.data).toMatchObject([{ kind: 'legal_changed', path: '/legal/terms' }]);
    expect(t.mails.to(advisor.email)[0]!.text).toContain('http://aurora.localhost/legal/terms');
    await t.as(english).post('/v1/me/notices/read').expect(204);
    expect((await t.as(english).get('/v1/me/notices').expect(200)).body.data[0].readAt).toEqual(expect.any(String));
  });

  it('reports each month, from its first to its last moment, to those who look after the licensee', async () => {
    const [one, two] = [await t.given.user({ balanceMinor: 50_000n }), await t.given.user({ balanceMinor: 50_000n })];
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const settledAt = async (call: string, at: string) =>
      t.db.query(`update app.call set settled_at = ${at} where id = $1`, [t.parseId('call', call)]);
    const month = `date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`;
    await settledAt(await paidCall(t, one, advisor, 240), `${month} - interval '1 month' - interval '1 microsecond'`);
    await settledAt(await paidCall(t, one, advisor, 60), `${month} - interval '1 month'`);
    await settledAt(await paidCall(t, two, advisor, 90), `${month} - interval '1 microsecond'`);
    await settledAt(await paidCall(t, two, advisor, 180), month);
    t.clock.reset();
    await t.drain();
    const analyst = await t.given.staff('analyst');
    await t.run('notifications.usage_reports');
    await t.drain();
    expect(subjects(analyst)).toEqual([expect.stringMatching(/^Aurora Advice in \w+ \d{4}$/)]);
    expect(t.mails.to(analyst.email)[0]!.text).toContain('Calls: 2\nMinutes: 2\nRevenue: €15.00\nPeople who called: 2');
  });

  it('does not write to an account that was closed meanwhile', async () => {
    const user = await t.given.person('end_user');
    await happen(PromoExpiring, {
      personId: user.id,
      amountMinor: 1,
      currency: 'EUR',
      expiresAt: '2030-01-31T12:00:00Z',
    });
    expect(subjects(user)).toHaveLength(1);
    await t.db.query(`update app.person set status = 'closed' where id = $1`, [user.id]);
    await happen(PromoExpiring, {
      personId: user.id,
      amountMinor: 2,
      currency: 'EUR',
      expiresAt: '2030-01-31T12:00:00Z',
    });
    expect(subjects(user)).toHaveLength(1);
  });
});
