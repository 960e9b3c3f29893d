import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { SmtpMail, outcomeOf } from './smtp.adapter.js';

describe('mail over SMTP', () => {
  let t: TestApp;
  let person: Actor;
  const caught = () => t.sandbox!.mail.mails;
  const rows = () =>
    t.db.query<{ status: string; attempts: number; failure: string | null; secret: string | null; id: string }>(
      'select id, status, attempts, failure, secret from app.mail_message order by created_at desc, id desc',
    );
  const ask = () =>
    t.http('aurora.localhost').post('/v1/auth/password-resets').send({ email: person.email }).expect(202);
  const due = () =>
    t.db.query(`update graphile_worker._private_jobs set run_at = clock_timestamp() where run_at > clock_timestamp()`);

  beforeAll(async () => {
    t = await testApp({ sandbox: true, realMail: true });
    person = await t.given.person('end_user');
  });
  beforeEach(() => {
    t.sandbox!.mail.control({ clear: true });
  });
  afterAll(() => t.close());

  it('leaves in the name of the licensee, with its colours and pages, and says nothing of the operator', async () => {
    await ask();
    await t.drain();
    const [mail] = caught();
    expect(mail).toMatchObject({
      from: 'Aurora Advice <no-reply@edge.localhost>',
      to: [person.email],
      subject: 'Set a new password',
      repeats: 0,
    });
    expect(mail!.text).toContain('http://aurora.localhost/reset-password#token=');
    expect(mail!.html).toContain('Aurora Advice');
    expect(mail!.headers['auto-submitted']).toBe('auto-generated');
    expect(mail!.raw).not.toContain('Operator');
    const [row] = await rows();
    expect(row).toMatchObject({ status: 'sent', attempts: 1, failure: null, secret: null });
    expect(mail!.id).toBe(`${row!.id}@edge.localhost`);
  });

  it('is tried again when the server is busy, and keeps its link sealed until then', async () => {
    t.sandbox!.mail.control({ status: 451 });
    await ask();
    await t.drain();
    expect(caught()).toHaveLength(0);
    const [waiting] = await rows();
    expect(waiting).toMatchObject({ status: 'requested', attempts: 1, failure: 'EMESSAGE 451' });
    expect(waiting!.secret).toMatch(/^v1\./);
    const jobs = await t.db.query<{ payload: object }>('select payload from graphile_worker._private_jobs');
    expect(jobs).toHaveLength(1);
    await due();
    await t.drain();
    expect(caught()).toHaveLength(1);
    expect(JSON.stringify(jobs)).not.toContain(/token=([\w-]+)/.exec(caught()[0]!.text)![1]);
    expect((await rows())[0]).toMatchObject({ status: 'sent', attempts: 2, secret: null });
  });

  it('is not sent any more when its link has ended', async () => {
    t.sandbox!.mail.control({ status: 451 });
    await ask();
    await t.drain();
    t.clock.advanceSeconds(3_600);
    await due();
    await t.drain();
    t.clock.reset();
    expect(caught()).toHaveLength(0);
    expect((await rows())[0]).toMatchObject({ status: 'dropped', attempts: 2, secret: null });
  });

  it('is given up when the server refuses it for good', async () => {
    t.sandbox!.mail.control({ status: 550 });
    await ask();
    await t.drain();
    expect((await rows())[0]).toMatchObject({ status: 'failed', failure: 'EMESSAGE 550', secret: null });
    await due();
    await t.drain();
    expect(caught()).toHaveLength(0);
  });

  it('is one mail when the answer of the server was lost: the second attempt has the same Message-ID', async () => {
    t.sandbox!.mail.control({ loseAnswer: 1 });
    await ask();
    await t.drain();
    expect((await rows())[0]).toMatchObject({ status: 'requested', attempts: 1 });
    await due();
    await t.drain();
    expect((await rows())[0]).toMatchObject({ status: 'sent', attempts: 2 });
    expect(caught().map(({ repeats }) => repeats)).toEqual([1]);
  });

  it('ends after seven attempts', async () => {
    t.sandbox!.mail.control({ status: 421, times: 100 });
    await ask();
    for (let attempt = 0; attempt < 8; attempt++) {
      await t.drain();
      await due();
    }
    expect((await rows())[0]).toMatchObject({ status: 'failed', attempts: 7, secret: null });
    t.sandbox!.mail.control({ status: 421, times: 0 });
  });

  it('is forgotten after 90 days', async () => {
    await t.db.query(`update app.mail_message set created_at = created_at - interval '91 days' where id = $1`, [
      (await rows())[0]!.id,
    ]);
    const before = (await rows()).length;
    await t.run('notifications.forget');
    expect(await rows()).toHaveLength(before - 1);
  });
});

describe('the answer of a mail server', () => {
  it.each([
    [
      { code: 'EENVELOPE', responseCode: 550 },
      { kind: 'rejected', code: 'EENVELOPE 550' },
    ],
    [
      { code: 'EENVELOPE', responseCode: 450 },
      { kind: 'retry', code: 'EENVELOPE 450' },
    ],
    [
      { code: 'EAUTH', responseCode: 535 },
      { kind: 'retry', code: 'EAUTH 535' },
    ],
    // Of the connection and of us, not of the mail.
    [
      { code: 'EENVELOPE', responseCode: 530 },
      { kind: 'retry', code: 'EENVELOPE 530' },
    ],
    [
      { code: 'ETLS', responseCode: 554 },
      { kind: 'retry', code: 'ETLS 554' },
    ],
    [
      { code: 'ECONNECTION', responseCode: 554 },
      { kind: 'retry', code: 'ECONNECTION 554' },
    ],
    [{ code: 'ESOCKET' }, { kind: 'retry', code: 'ESOCKET' }],
    [new Error('to ada@example.com'), { kind: 'retry', code: 'unknown' }],
  ])('%j means %j', (error, outcome) => expect(outcomeOf(error)).toEqual(outcome));

  it('is no answer to the mail when it greets with a refusal, or when there is no server', async () => {
    const server = createServer((socket) => socket.end('554 not today\r\n'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const send = async (url: string) => {
      const smtp = new SmtpMail({ SMTP_URL: url });
      const from = { name: 'Aurora', address: 'no-reply@aurora.example' };
      const to = { to: 'ada@example.com', replyTo: null, headers: {}, dkim: null };
      const outcome = await smtp.send({
        messageId: '1@aurora.example',
        from,
        ...to,
        subject: 'x',
        text: 'x',
        html: 'x',
      });
      smtp.onModuleDestroy();
      return outcome;
    };
    expect(await send(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`)).toEqual({
      kind: 'retry',
      code: 'EPROTOCOL 554',
    });
    expect(await send('')).toEqual({ kind: 'retry', code: 'no_mail_server' });
    await new Promise((done) => server.close(done));
  });
});
