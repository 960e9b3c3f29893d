import { newId } from '@app/kernel';
import type { Actor, TestApp } from '@app/testing';

/** One row of every table of calendars: what an advisor does through a provider, written by hand. */
export async function addCalendarRows(
  t: TestApp,
  user: Actor,
  advisor: Actor & { advisorId: string },
  bookingId: string,
  tenant: string,
): Promise<void> {
  const { licenseeId } = advisor;
  await t.as(user).post('/v1/me/calendar-feed').expect(200);
  await t.db.query(
    `insert into app.calendar_consent (licensee_id, state_hash, person_id, advisor_id, provider, verifier, expires_at)
     values ($1, sha256(convert_to($4, 'UTF8')), $2, $3, 'google', $4, now() + interval '1 day')`,
    [licenseeId, advisor.id, advisor.advisorId, `consent of ${tenant}`],
  );
  const link = newId();
  await t.db.query(
    `insert into app.calendar_link (licensee_id, id, advisor_id, person_id, provider, status, revision, access_token, refresh_token, access_until, cursor, next_sync_at, connected_at)
     values ($1, $2, $3, $4, 'google', 'connected', 1, $5, $5, now(), $5, now() + interval '1 day', now())`,
    [licenseeId, link, advisor.advisorId, advisor.id, `token of ${tenant}`],
  );
  await t.db.query(
    `insert into app.calendar_busy (licensee_id, link_id, event_key, advisor_id, starts_at, ends_at)
     values ($1, $2, sha256(convert_to($4, 'UTF8')), $3, now() + interval '40 days', now() + interval '41 days')`,
    [licenseeId, link, advisor.advisorId, `event of ${tenant}`],
  );
  await t.db.query(
    `insert into app.calendar_entry (licensee_id, link_id, booking_id, status, remote_id, changed_at) values ($1, $2, $3, 'written', $4, now())`,
    [licenseeId, link, bookingId, `event of ${tenant}`],
  );
}
