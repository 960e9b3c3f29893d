import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, PASSWORD, type TestApp, testApp } from '@app/testing';

describe('words of a licensee for its mails', () => {
  let t: TestApp;
  let owner: Actor;
  const path = (template = 'reset_password', locale = 'en') => `/v1/staff/mail-templates/${template}/${locale}`;
  const OWN = { subject: 'A new key for {{brand}}', body: 'Dear {{name}}\n\n[[To the page]]' };

  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  it('are listed for every mail and language, without those that the platform writes', async () => {
    const { data } = (await t.as(owner).get('/v1/staff/mail-templates').expect(200)).body as {
      data: { template: string; locale: string; changedAt: null; placeholders: string[] }[];
    };
    expect(data.find(({ template, locale }) => template === 'call_receipt' && locale === 'de')).toMatchObject({
      subject: 'Beleg Ihres Gesprächs mit {{advisor}}',
      placeholders: ['name', 'brand', 'advisor', 'duration', 'amount'],
      changedAt: null,
    });
    expect(data.map(({ template }) => template)).not.toContain('licence_invoice');
    await t.as(owner).put(path('licence_invoice'), OWN).expect(404);
  });

  it('name the placeholder that is not known', async () => {
    for (const text of [
      { ...OWN, subject: '{{amount}}' },
      { ...OWN, body: '{{ amount }}\n\n[[Open]]' },
    ]) {
      const { body } = await t.as(owner).put(path(), text).expect(409);
      expect(body).toMatchObject({
        code: 'unknown-placeholder',
        placeholder: 'amount',
        known: ['name', 'brand', 'date', 'device', 'address'],
      });
    }
  });

  it('are refused, and at once, when a placeholder is not closed', async () => {
    const endless = '{{' + ' '.repeat(4_990);
    for (const text of [
      { ...OWN, body: endless },
      { ...OWN, body: '{{name\n\n[[Open]]' },
      { ...OWN, body: `{{${'n'.repeat(61)}}}\n\n[[Open]]` },
      { ...OWN, subject: 'Hello {{' },
    ])
      for (const ask of [t.as(owner).put(path(), text), t.as(owner).post(`${path()}/preview`, text)])
        expect((await ask.expect(409)).body.code).toBe('unclosed-placeholder');
  });

  it('keep the button of a mail that is worth nothing without it', async () => {
    expect(
      (
        await t
          .as(owner)
          .put(path(), { ...OWN, body: 'Dear {{name}}' })
          .expect(409)
      ).body.code,
    ).toBe('button-mismatch');
    await t.as(owner).put(path('account_closed'), OWN).expect(409);
  });

  it('get the button of an alert that had none when they were written', async () => {
    const user = await t.given.person('end_user');
    await t.db.query(
      `insert into app.mail_template (licensee_id, template, locale, subject, body, changed_at)
       values ($1, 'password_changed', 'en', 'Another key', 'Dear {{name}}', now())`,
      [t.licensees.aurora.id],
    );
    const shown = (await t.as(owner).get('/v1/staff/mail-templates').expect(200)).body.data.find(
      ({ template, locale }: Record<string, unknown>) => template === 'password_changed' && locale === 'en',
    );
    expect(shown.body).toBe('Dear {{name}}\n\n[[Set a new password]]');
    await t
      .as(user)
      .post('/v1/me/password', { currentPassword: PASSWORD, newPassword: 'an even better password' })
      .expect(204);
    await t.drain();
    expect(t.mails.to(user.email).at(-1)).toMatchObject({
      subject: 'Another key',
      text: expect.stringMatching(/Set a new password:\nhttp:\/\/aurora\.localhost\/reset-password#token=./),
    });
    t.mails.sent = [];
  });

  it('are previewed with sample data, and nothing in them becomes markup', async () => {
    const { body } = await t
      .as(owner)
      .post(`${path()}/preview`, { ...OWN, body: '<b>Dear</b> {{name}}\n\n[[Open]]' })
      .expect(200);
    expect(body.subject).toBe('A new key for Aurora Advice');
    expect(body.html).toContain('&lt;b&gt;Dear&lt;/b&gt; Ada Example');
  });

  it('are sent to whoever asks for a test, and to nobody else', async () => {
    await t.as(owner).put(path(), OWN).expect(200);
    await t.as(owner).post(`${path()}/test`).expect(202);
    await t.drain();
    expect(t.mails.sent.map(({ to, subject }) => [to, subject])).toEqual([
      [owner.email, 'A new key for Aurora Advice'],
    ]);
    expect(t.mails.sent[0]!.text).not.toContain('token=');
  });

  it('count for this licensee and this language alone, until they are reset', async () => {
    const [here, there] = [await t.given.person('end_user'), await t.given.person('end_user', 'zenith')];
    const subjectFor = async (who: Actor) => {
      await t.http(who.host).post('/v1/auth/password-resets').send({ email: who.email }).expect(202);
      await t.drain();
      return t.mails.to(who.email).at(-1)?.subject;
    };
    expect(await subjectFor(here)).toBe('A new key for Aurora Advice');
    expect(await subjectFor(there)).toBe('Set a new password');
    await t.as(here).patch('/v1/me', { locale: 'de' }).expect(200);
    expect(await subjectFor(here)).toBe('Neues Passwort festlegen');
    await t.as(owner).delete(path()).expect(200);
    await t.as(here).patch('/v1/me', { locale: 'en' }).expect(200);
    expect(await subjectFor(here)).toBe('Set a new password');
  });

  it('are for owners and admins', async () => {
    for (const role of ['support', 'finance'] as const)
      await t
        .as(await t.given.staff(role))
        .put(path(), OWN)
        .expect(403);
  });
});
