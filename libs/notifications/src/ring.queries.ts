import { type Tx, newId, rowsOf } from '@app/kernel';
import type { ReachableDevice } from './devices.service.js';
import type { TextChannel } from './texts/texts.js';

/**
 * How hard it is tried to make the advisor hear a ring [O4]: a silent push that the app answers by ringing, then one that the system shows without the app, then a mail,
 * and a text where the advisor has proved a number. Each push goes to every device at once; open screens have the live event from the start.
 */
export type RingStep = 'push' | 'alert' | 'mail';
export const NEXT_STEP: Readonly<Record<RingStep, RingStep | undefined>> = {
  push: 'alert',
  alert: 'mail',
  mail: undefined,
};

/** What is a line on the timeline of a call: also the text beside the mail, and the one that says that it was missed. */
type AttemptStep = RingStep | 'text' | 'missed';

/** By which service an attempt goes. */
type RingChannel = 'live' | 'fcm' | 'web_push' | 'apns_voip' | 'mail' | TextChannel;

/** Who has the token may ask about the call for so long after its ring; a phone that was off learns then that it missed something. */
const ASKED_AFTER_SECONDS = 600;

export const channelOf = ({ target: { kind } }: ReachableDevice): RingChannel =>
  kind === 'apns_voip' ? 'apns_voip' : kind === 'web_subscription' ? 'web_push' : 'fcm';

/** Until when a call rings, or undefined when it does not ring any more. */
export async function ringsUntil(tx: Tx, callId: string): Promise<Date | undefined> {
  const [row] = await rowsOf<{ ring_expires_at: Date }>(
    tx,
    `select ring_expires_at from app.call where licensee_id = $1 and id = $2 and status = 'ringing' and ring_expires_at > $3`,
    [tx.ctx.licenseeId, callId, tx.now],
  );
  return row?.ring_expires_at;
}

/** Has a device, or an open screen, said that it rings? */
export async function wasHeard(tx: Tx, callId: string): Promise<boolean> {
  const found = await rowsOf(
    tx,
    'select 1 from app.ring_attempt where licensee_id = $1 and call_id = $2 and heard_at is not null limit 1',
    [tx.ctx.licenseeId, callId],
  );
  return found.length > 0;
}

interface NewAttempt {
  readonly callId: string;
  readonly step: AttemptStep;
  readonly channel: RingChannel;
  readonly deviceId?: string;
  readonly token?: string;
  readonly heardAt?: Date;
}

/** Notes an attempt. @returns its id; undefined when it was noted before */
export async function addAttempt(tx: Tx, attempt: NewAttempt): Promise<string | undefined> {
  const { callId, step, channel, deviceId, token, heardAt } = attempt;
  const [row] = await rowsOf<{ id: string }>(
    tx,
    `insert into app.ring_attempt (licensee_id, id, call_id, step, channel, device_id, token, created_at, heard_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict on constraint ring_attempt_once do nothing returning id`,
    [tx.ctx.licenseeId, newId(), callId, step, channel, deviceId ?? null, token ?? null, tx.now, heardAt ?? null],
  );
  return row?.id;
}

export async function attemptOf(tx: Tx, id: string): Promise<{ token: string; step: RingStep } | undefined> {
  const [row] = await rowsOf<{ token: string; step: RingStep }>(
    tx,
    'select token, step from app.ring_attempt where licensee_id = $1 and id = $2 and token is not null',
    [tx.ctx.licenseeId, id],
  );
  return row;
}

/** What the service said of it, the last time it was asked. */
export async function noteOutcome(tx: Tx, id: string, outcome: string): Promise<void> {
  await rowsOf(
    tx,
    'update app.ring_attempt set sent_at = $3, outcome = $4 where licensee_id = $1 and id = $2 returning id',
    [tx.ctx.licenseeId, id, tx.now, outcome],
  );
}

export interface RungCall {
  readonly attempt_id: string;
  readonly call_id: string;
  readonly rings: boolean;
  readonly status: string;
  readonly end_reason: string | null;
  readonly ring_expires_at: Date;
  readonly medium: string;
  readonly caller_alias: string;
  readonly locale: string;
}

/** The call behind a token, for the advisor's own device alone: one that was revoked or given to somebody else since is told nothing. */
export async function callOfToken(tx: Tx, token: string): Promise<RungCall | undefined> {
  const [row] = await rowsOf<RungCall>(
    tx,
    `select r.id as attempt_id, c.id as call_id, c.status = 'ringing' and c.ring_expires_at > $3 as rings, c.status, c.end_reason, c.ring_expires_at, c.medium,
            app.alias_of(t.alias_key, c.advisor_id, c.caller_id) as caller_alias, p.locale
       from app.ring_attempt r
       join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
       join app.device d on d.licensee_id = r.licensee_id and d.id = r.device_id and d.person_id = c.advisor_person_id and d.revoked_at is null
       join app.person p on p.licensee_id = c.licensee_id and p.id = c.advisor_person_id
       join app.licensee_terms t on t.licensee_id = c.licensee_id
      where r.licensee_id = $1 and r.token = $2 and c.ring_expires_at + make_interval(secs => $4) > $3`,
    [tx.ctx.licenseeId, token, tx.now, ASKED_AFTER_SECONDS],
  );
  return row;
}

/** The first time counts. It proves the device as a test push does: the token was in the push alone. */
export async function noteHeard(tx: Tx, attemptId: string): Promise<void> {
  await rowsOf(
    tx,
    `with heard as (update app.ring_attempt set heard_at = $3 where licensee_id = $1 and id = $2 and heard_at is null returning device_id)
     update app.device d set proved_at = $3 from heard where d.licensee_id = $1 and d.id = heard.device_id returning d.id`,
    [tx.ctx.licenseeId, attemptId, tx.now],
  );
}

/** Is it this advisor's call? */
export async function isAdvisorOf(tx: Tx, callId: string, personId: string): Promise<boolean> {
  const found = await rowsOf(
    tx,
    'select 1 from app.call where licensee_id = $1 and id = $2 and advisor_person_id = $3',
    [tx.ctx.licenseeId, callId, personId],
  );
  return found.length > 0;
}

/** Where and in which language the advisor reads. */
export async function readerOf(
  tx: Tx,
  personId: string,
): Promise<{ email: string; locale: string; name: string } | undefined> {
  const [row] = await rowsOf<{ email: string; locale: string; name: string }>(
    tx,
    `select email, locale, display_name as name from app.person where licensee_id = $1 and id = $2 and status <> 'closed'`,
    [tx.ctx.licenseeId, personId],
  );
  return row;
}
