import { Injectable } from '@nestjs/common';
import { type Context, Db, Jobs, Task, UUID_PATTERN, counters, newId, rowsOf, systemContext } from '@app/kernel';
import { CallChanges } from './call-changes.js';
import { type Side, legJoined, legLeft } from './call-machine.js';
import { InvalidMediaSignature } from './calls.problems.js';
import { identityOf } from './call-rooms.service.js';
import { type MediaEvent, Rooms } from './rooms.js';

interface EventRow {
  id: string;
  type: string;
  sid: string | null;
  identity: string | null;
  reason: string | null;
  created_at: Date;
  received_at: Date;
  applied_at: Date | null;
  event_id: string;
}

const ROOM = /^call_([0-9a-f-]{36})$/;
/** LiveKit gives whole seconds, rounded down: the event happened before the next one. */
const RESOLUTION_MS = 1_000;

/** The inbox of the media server: verify, store once by event id, apply in the worker. Events are a fast path; the sweep finds what they miss. */
@Injectable()
export class MediaEventsService {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly rooms: Rooms,
    private readonly changes: CallChanges,
  ) {}

  /** @throws InvalidMediaSignature */
  async receive(rawBody: Buffer | undefined, authorization: string | undefined): Promise<{ received: true }> {
    if (rawBody === undefined || authorization === undefined) throw new InvalidMediaSignature();
    let event: MediaEvent;
    try {
      event = await this.rooms.verifyEvent(rawBody, authorization);
    } catch (error) {
      counters.webhooks.inc({ source: 'livekit', outcome: 'refused' });
      throw error;
    }
    counters.webhooks.inc({ source: 'livekit', outcome: (await this.store(event)) ? 'stored' : 'repeated' });
    return { received: true };
  }

  /** Applies one stored event to its call. */
  @Task('calling.media_event')
  async apply(ctx: Context, payload: { callId: string; id: string }): Promise<void> {
    await this.changes.change(ctx, payload.callId, async ({ row, state }, tx) => {
      const [event] = await rowsOf<EventRow>(
        tx,
        `select id, type, sid, identity, payload ->> '_reason' as reason, created_at, received_at, applied_at, event_id from app.livekit_event where licensee_id = $1 and id = $2`,
        [ctx.licenseeId, payload.id],
      );
      if (!event || event.applied_at !== null) return;
      await rowsOf(tx, 'update app.livekit_event set applied_at = $3 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        event.id,
        tx.now,
      ]);
      const side = sideOfIdentity(row.id, event.identity);
      if (side === undefined || event.sid === null) return; // a recorder, or an event of the room
      const evidence = `livekit ${event.event_id}`;
      if (event.type === 'participant_joined') {
        // Both are no earlier than the event: the smaller one is in the caller's favour and exact.
        const latest = new Date(Math.min(event.received_at.getTime(), event.created_at.getTime() + RESOLUTION_MS));
        legJoined(state, side, event.sid, latest, evidence);
      } else if (event.type === 'participant_left') {
        legLeft(state, side, event.sid, event.created_at, event.reason ?? 'UNKNOWN_REASON', tx.now, evidence);
      }
    });
  }

  /** Takes an event of a simulated call, which nobody signs, and applies it at once: the job that it leaves finds it done. */
  async take(event: MediaEvent): Promise<void> {
    const stored = await this.store(event);
    if (stored) await this.apply(systemContext(stored.licenseeId, 'simulated.intake'), stored);
  }

  /** @returns the new row; undefined when it is known already or of no call of ours */
  private async store(event: MediaEvent): Promise<{ licenseeId: string; callId: string; id: string } | undefined> {
    const callId = ROOM.exec(event.room)?.[1];
    if (callId === undefined || !UUID_PATTERN.test(callId)) return undefined; // not one of our rooms; nothing to do, and nothing to retry
    const [call] = await this.db.resolve<{ licensee_id: string }>('select licensee_id from app.call_of_room($1)', [
      callId,
    ]);
    if (!call) return undefined;
    return this.db.transaction(systemContext(call.licensee_id, 'livekit.intake'), async (tx) => {
      const [row] = await rowsOf<{ id: string }>(
        tx,
        `insert into app.livekit_event (licensee_id, id, event_id, call_id, type, sid, identity, created_at, received_at, payload)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (licensee_id, event_id) do nothing returning id`,
        [
          call.licensee_id,
          newId(),
          event.eventId,
          callId,
          event.type,
          event.sid ?? null,
          event.identity ?? null,
          event.createdAt,
          tx.now,
          JSON.stringify({ ...(event.payload as object), _reason: event.disconnectReason ?? null }),
        ],
      );
      if (!row) return undefined;
      if (event.type === 'participant_joined' || event.type === 'participant_left') {
        await this.jobs.add(tx, 'calling.media_event', { callId, id: row.id }, { queue: `call:${callId}` });
      }
      return { licenseeId: call.licensee_id, callId, id: row.id };
    });
  }
}

/** Only the two known identities count: recorders and helpers also send events. */
export function sideOfIdentity(callId: string, identity: string | null): Side | undefined {
  if (identity === identityOf(callId, 'caller')) return 'caller';
  return identity === identityOf(callId, 'advisor') ? 'advisor' : undefined;
}
