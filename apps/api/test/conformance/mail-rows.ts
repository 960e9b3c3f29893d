import { SecretBox, newId } from '@app/kernel';
import type { Actor, TestApp } from '@app/testing';

const PHONE = '+4915100000001';

/** One row of every table of mail and messages: what people and staff say through the product, what the worker writes by hand. */
export async function addMailRows(
  t: TestApp,
  owner: Actor,
  user: Actor,
  advisor: Actor & { advisorId: string },
  tenant: string,
): Promise<{ callback: string; notice: string }> {
  const { licenseeId } = user;
  const { advisorId } = advisor;
  await t
    .as(owner)
    .put('/v1/staff/mail-templates/new_device/en', { subject: `Words of ${tenant}`, body: 'Hello\n\n[[Open]]' })
    .expect(200);
  await t
    .as(owner)
    .put('/v1/staff/mail-sender', { replyTo: `help@${tenant}.example`, address: `hello@${tenant}.example` })
    .expect(200);
  await t
    .as(user)
    .patch('/v1/me/notification-preferences', { changes: [{ topic: 'promos', channel: 'mail', isOn: false }] })
    .expect(200);
  await t.as(user).post('/v1/me/marketing').expect(200);
  await t.db.query(
    `insert into app.mail_message (licensee_id, id, key, person_id, to_address, template, locale, class, data, status, created_at, closed_at)
     values ($1, $2, $3, $4, $5, 'password_changed', 'en', 'security', '{}', 'sent', now(), now())`,
    [licenseeId, newId(), `mail of ${tenant}`, user.id, user.email],
  );
  const notice = newId();
  await t.db.query(
    `insert into app.notice (licensee_id, id, person_id, key, kind, title, created_at) values ($1, $2, $3, $4, 'legal_changed', $4, now())`,
    [licenseeId, notice, user.id, `notice of ${tenant}`],
  );
  await t.db.query(
    `insert into app.person_link (licensee_id, id, person_id, purpose, token_hash, created_at, expires_at)
     values ($1, $2, $3, 'verify_email', sha256($4::bytea), now(), now() + interval '1 day')`,
    [licenseeId, newId(), user.id, `link of ${tenant}`],
  );
  await t.db.query(
    `insert into app.advisor_watch (licensee_id, person_id, advisor_id, created_at, expires_at) values ($1, $2, $3, now(), now() + interval '1 day')`,
    [licenseeId, user.id, advisorId],
  );
  await t.db.query(
    'insert into app.callback_mute (licensee_id, advisor_id, person_id, created_at) values ($1, $2, $3, now())',
    [licenseeId, advisorId, user.id],
  );
  const [number, text] = [newId(), newId()];
  await t.db.query(
    `insert into app.text_number (licensee_id, id, person_id, number, channel, consent_version, consented_at, proved_at, created_at)
     values ($1, $2, $3, $4, 'sms', 1, now(), now(), now())`,
    [
      licenseeId,
      number,
      advisor.id,
      t.app.get(SecretBox).seal({ licenseeId, column: 'text_number.number', row: number }, PHONE),
    ],
  );
  await t.db.query(
    `insert into app.text_message (licensee_id, id, key, person_id, number_id, kind, channel, status, day, created_at, expires_at, closed_at)
     values ($1, $2, $3, $4, $5, 'code', 'sms', 'sent', now(), now(), now(), now())`,
    [licenseeId, text, `text of ${tenant}`, advisor.id, number],
  );
  await t.db.query('insert into app.text_day (licensee_id, day, taken, codes) values ($1, now(), 1, 1)', [licenseeId]);
  await t.as(owner).put('/v1/staff/texts/budget', { dailyTexts: 100 }).expect(200);
  const callback = newId();
  await t.db.query(
    `insert into app.callback (licensee_id, id, person_id, advisor_id, note, status, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 'open', now(), now() + interval '1 day')`,
    [licenseeId, callback, user.id, advisorId, `callback of ${tenant}`],
  );
  return { callback, notice };
}
