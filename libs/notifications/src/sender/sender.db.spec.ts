import { createPublicKey, createVerify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dns, type DnsAnswer } from '@app/licensees';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { dkimState, dmarcState, spfState } from './sender-records.js';

/** Name servers that say what the spec puts in. */
class FakeDns extends Dns {
  readonly records = new Map<string, string[]>();
  isAway = false;
  txt = async (name: string): Promise<DnsAnswer<string>> =>
    this.isAway ? { failed: 'ETIMEOUT' } : { found: this.records.get(name) ?? [] };
  cname = async () => ({ found: [] });
  a = async () => ({ found: [] });
  aaaa = async () => ({ found: [] });
  caa = async () => ({ found: [] });
}

interface View {
  from: string;
  verifiedAt: string | null;
  records: { kind: string; name: string; value: string; state: string }[];
}

describe('the sender domain of a licensee', () => {
  const dns = new FakeDns();
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp({
      sandbox: true,
      realMail: true,
      override: (builder) => builder.overrideProvider(Dns).useValue(dns),
    });
    owner = await t.given.staff('owner');
    user = await t.given.person('end_user');
  });
  afterAll(() => t.close());

  const path = '/v1/staff/mail-sender';
  const save = async (body: object): Promise<View> => (await t.as(owner).put(path, body).expect(200)).body as View;
  const check = async (): Promise<View> => (await t.as(owner).post(`${path}/check`).expect(200)).body as View;
  const states = ({ records }: View) => Object.fromEntries(records.map(({ kind, state }) => [kind, state]));
  const publish = ({ records }: View, ...kinds: string[]) => {
    for (const { kind, name, value } of records) if (kinds.includes(kind)) dns.records.set(name, [value]);
  };
  const mail = async () => {
    t.sandbox!.mail.control({ clear: true });
    await t.http('aurora.localhost').post('/v1/auth/password-resets').send({ email: user.email }).expect(202);
    await t.drain();
    return t.sandbox!.mail.mails[0]!;
  };

  it('is no name of the platform', async () => {
    for (const address of ['a@edge.localhost', 'a@x.edge.localhost'])
      expect((await t.as(owner).put(path, { replyTo: null, address }).expect(422)).body.errors[0].pointer).toBe(
        '/address',
      );
    await t.as(owner).post(`${path}/check`).expect(404);
  });

  it('is not used before SPF and DKIM are right; until then mails carry the name of the licensee and its address for answers', async () => {
    const view = await save({ replyTo: 'help@aurora.example', address: 'hello@mail.aurora.example' });
    expect(await save({ replyTo: 'help@aurora.example', address: 'hello@mail.aurora.example' })).toEqual(view);
    expect(view.records.map(({ kind, name }) => [kind, name.replace(/^m[0-9a-f]{10}\./, 'm.')])).toEqual([
      ['spf', 'mail.aurora.example'],
      ['dkim', 'm._domainkey.mail.aurora.example'],
      ['dmarc', '_dmarc.mail.aurora.example'],
    ]);
    expect(states(await check())).toEqual({ spf: 'missing', dkim: 'missing', dmarc: 'missing' });
    publish(view, 'spf', 'dmarc');
    const half = await check();
    expect(states(half)).toEqual({ spf: 'right', dkim: 'missing', dmarc: 'right' });
    expect(half.verifiedAt).toBeNull();
    expect(await mail()).toMatchObject({
      from: 'Aurora Advice <no-reply@edge.localhost>',
      replyTo: 'help@aurora.example',
      envelopeFrom: 'no-reply@edge.localhost',
    });
    expect((await mail()).headers['dkim-signature']).toBeUndefined();
  });

  it('sends mails that are signed with its own key', async () => {
    const view = (await t.as(owner).get(path).expect(200)).body as View;
    publish(view, 'dkim');
    expect(await check()).toMatchObject({ from: 'hello@mail.aurora.example', verifiedAt: expect.any(String) });
    const caught = await mail();
    expect(caught).toMatchObject({
      from: 'Aurora Advice <hello@mail.aurora.example>',
      envelopeFrom: 'hello@mail.aurora.example',
    });
    expect(caught.id).toMatch(/@mail\.aurora\.example$/);
    const key = view.records.find(({ kind }) => kind === 'dkim')!;
    expect(isSigned(caught.raw, /p=(\S+)/.exec(key.value)![1]!)).toBe(true);
    expect(isSigned(caught.raw.replace(/^Subject: /m, 'Subject: x'), /p=(\S+)/.exec(key.value)![1]!)).toBe(false);
  });

  it('keeps its key sealed', async () => {
    const rows = await t.db.query<{ private_key: string }>('select private_key from app.mail_sender');
    expect(rows).toHaveLength(1);
    expect(rows[0]!.private_key).toMatch(/^v1\./);
    expect(JSON.stringify((await t.as(owner).get(path)).body)).not.toContain('PRIVATE');
  });

  it('stays when name servers are away, and is lost when a record is taken away', async () => {
    dns.isAway = true;
    expect((await check()).verifiedAt).not.toBeNull();
    dns.isAway = false;
    for (const name of [...dns.records.keys()]) if (name.includes('_domainkey')) dns.records.delete(name);
    await t.run('notifications.recheck_senders');
    expect((await mail()).from).toBe('Aurora Advice <no-reply@edge.localhost>');
  });

  it('has another key when it is another, so that records of others prove nothing', async () => {
    const before = (await t.as(owner).get(path).expect(200)).body as View;
    publish(before, 'spf', 'dkim');
    const other = await t.given.staff('owner', 'zenith');
    const theirs = (await t.as(other).put(path, { replyTo: null, address: 'hello@mail.aurora.example' }).expect(200))
      .body as View;
    expect(theirs.records[1]!.name).not.toBe(before.records[1]!.name);
    expect(((await t.as(other).post(`${path}/check`).expect(200)).body as View).verifiedAt).toBeNull();
    const moved = await save({ replyTo: null, address: 'hello@other.example' });
    expect(moved.records[1]!.value).not.toBe(before.records[1]!.value);
    expect(moved.verifiedAt).toBeNull();
    expect(await save({ replyTo: null, address: null })).toMatchObject({
      records: [],
      from: 'no-reply@edge.localhost',
    });
  });
});

/** Checks the signature over the headers (relaxed) with the published key, as a receiver does. */
function isSigned(raw: string, publicKey: string): boolean {
  const [head = ''] = raw.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const relaxed = (line: string): string => {
    const [name = '', ...value] = line.split(':');
    return `${name.toLowerCase().trim()}:${value.join(':').replace(/\s+/g, ' ').trim()}`;
  };
  const signature = headers.find((line) => /^dkim-signature:/i.test(line))!;
  const names = /\bh=([^;]+)/
    .exec(signature)![1]!
    .split(':')
    .map((name) => name.trim().toLowerCase());
  const signed = names.flatMap((name) => headers.filter((line) => line.toLowerCase().startsWith(`${name}:`)).slice(-1));
  const [, own = ''] = /\bb=([^;]*)$/.exec(signature)!;
  const text = [...signed.map(relaxed), relaxed(signature.replace(/\bb=[^;]*$/, 'b='))].join('\r\n');
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return createVerify('sha256')
    .update(text)
    .verify(key, Buffer.from(own.replace(/\s/g, ''), 'base64'));
}

describe('DNS records of a sender', () => {
  it.each([
    [[], 'missing'],
    [['something else'], 'missing'],
    [['v=spf1 include:spf.house.example ~all'], 'right'],
    [['v=spf1 mx include:SPF.house.example -all'], 'right'],
    [['v=spf1 include:spfxhouse.example ~all'], 'wrong'],
    [['v=spf1 -include:spf.house.example ~all'], 'wrong'],
    [['v=spf1 ~all', 'v=spf1 include:spf.house.example ~all'], 'wrong'],
  ])('SPF %j is %s', (found, state) => expect(spfState(found, 'spf.house.example')).toBe(state));

  it.each([
    [[], 'missing'],
    [['v=DKIM1; k=rsa; p=KEY'], 'right'],
    [['v=DKIM1;k=rsa;p=KE Y'], 'right'],
    [['v=DKIM1; k=rsa; p=OTHER'], 'wrong'],
    [['v=DKIM1; k=rsa; p='], 'wrong'],
  ])('DKIM %j is %s', (found, state) => expect(dkimState(found, 'KEY')).toBe(state));

  it.each([
    [[], 'missing'],
    [['v=DMARC1; p=reject'], 'right'],
    [['v=DMARC1; rua=mailto:x'], 'wrong'],
  ])('DMARC %j is %s', (found, state) => expect(dmarcState(found)).toBe(state));
});
