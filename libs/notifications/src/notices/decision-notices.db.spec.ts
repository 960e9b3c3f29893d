import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('what people are told of decisions about them', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  let advisor: Advisor;
  let call: string;
  let rating: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  beforeEach(async () => {
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    user = await t.given.user({ balanceMinor: 5_000n });
    call = await paidCall(t, user, advisor);
    const rated = await t.as(user).put(`/v1/calls/${call}/rating`, { stars: 1, text: 'Calls names' }).expect(200);
    rating = rated.body.id as string;
    await t.as(advisor).put(`/v1/ratings/${rating}/reply`, { text: 'Liar' }).expect(200);
    await t.drain();
    t.mails.sent = [];
  });
  afterAll(() => t.close());

  const report = async (who: Actor, path: string, body: object = {}) =>
    (
      await t
        .as(who)
        .post(`/v1/${path}/report`, { kind: 'insult', text: 'x', ...body })
        .expect(201)
    ).body.id as string;
  const decide = (id: string, body: object) =>
    t.as(owner).post(`/v1/staff/reports/${id}/close`, { resolution: 'For the audit alone', ...body });
  const mails = (who: Actor) => t.mails.to(who.email).map(({ subject, text }) => ({ subject, text }));
  const lines = async (who: Actor) => (await t.as(who).get('/v1/me/notices').expect(200)).body.data as object[];
  const speakGerman = (who: Actor) => t.as(who).patch('/v1/me', { locale: 'de' }).expect(200);

  it('a warning comes by mail with its words and leads to the account; nobody else is told', async () => {
    const id = await report(user, `ratings/${rating}`, { part: 'reply' });
    await decide(id, { decision: 'warned', notice: 'Please stay polite {{name}}.\n[[Free money]]' }).expect(200);
    await t.drain();
    const [mail] = mails(advisor);
    expect(mail?.subject).toBe('A warning from Aurora Advice');
    expect(mail?.text).toContain('Please stay polite {{name}}. [[Free money]]');
    expect(mail?.text).toMatch(/Open account:\n\S+\/pro\/account/);
    expect(mail?.text).not.toContain('For the audit alone');
    expect(await lines(advisor)).toMatchObject([{ kind: 'account_warned', path: '/pro/account' }]);
    expect([mails(user), mails(owner), await lines(user)]).toEqual([[], [], []]);
  });

  it('the author of a rating that is removed hears the reason, and the words of the staff, in their language', async () => {
    await speakGerman(user);
    const id = await report(advisor, `ratings/${rating}`);
    const removal = { decision: 'removed', removalReason: 'insult', notice: 'Der zweite Satz beleidigt.' };
    await decide(id, removal).expect(200);
    await t.drain();
    expect(mails(user)).toMatchObject([
      {
        subject: 'Ihre Bewertung wurde entfernt',
        text: expect.stringContaining('Grund: Beleidigung. Der zweite Satz beleidigt.'),
      },
    ]);
    expect(await lines(user)).toMatchObject([{ kind: 'rating_removed', path: `/history/${call}` }]);
    expect(mails(advisor)).toEqual([]);
  });

  it('the advisor whose reply is removed hears the reason; the caller is not told', async () => {
    await t
      .as(owner)
      .post(`/v1/staff/ratings/${rating}/remove`, { reason: 'untrue_fact', note: 'For the audit alone', part: 'reply' })
      .expect(204);
    await t.drain();
    const [mail, ...others] = mails(advisor);
    expect([mail?.subject, others]).toEqual(['Your reply to a rating was removed', []]);
    expect(mail?.text).toContain('Reason: a fact that is not true.');
    expect(mail?.text).not.toContain('For the audit alone');
    expect([mails(user), await lines(user)]).toEqual([[], []]);
  });

  it('who is suspended by a report hears it by mail, as they cannot sign in', async () => {
    const id = await report(user, `advisors/${t.publicId('advisor', advisor.advisorId)}`);
    await decide(id, { decision: 'suspended', notice: 'You asked for payment outside.' }).expect(200);
    await t.drain();
    expect(mails(advisor)).toMatchObject([
      {
        subject: 'Your account at Aurora Advice is suspended',
        text: expect.stringContaining('You asked for payment outside.'),
      },
    ]);
  });

  it('words of the staff go with a warning, a removal or a suspension, and with nothing else', async () => {
    const id = await report(user, `ratings/${rating}`, { part: 'reply' });
    for (const decision of ['noted', 'dismissed']) await decide(id, { decision, notice: 'Hello' }).expect(422);
    await decide(id, { decision: 'dismissed' }).expect(200);
    await t.drain();
    expect([mails(advisor), mails(user)]).toEqual([[], []]);
  });
});
