import { Injectable } from '@nestjs/common';
import { type Context, Db, newId } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { type Side, isJoinable, other } from '../call-machine.js';
import { identityOf, roomOf } from '../call-rooms.service.js';
import { IllegalTransition } from '../calls.problems.js';
import { type LoadedCall, readCall } from '../calls.queries.js';
import { CallsService } from '../calls.service.js';
import { viewCall } from '../calls.view.js';
import { MediaEventsService } from '../media-events.service.js';
import type { SimulateCall, Simulated, SimulatedCallView } from './test-calls.dto.js';
import { TestClock } from './test-clock.service.js';

/** The media server notices a broken line after this (reference/rtc.md section 3). */
const DETECTION_SECONDS = 22;

/**
 * Plays a call in test mode. Nothing is decided here: the sides do what people do, and what the media server would tell goes through the same inbox as its verified
 * events. So meter, receipt, ledger and webhooks are those of a real call.
 */
@Injectable()
export class TestCalls {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly calls: CallsService,
    private readonly media: MediaEventsService,
    private readonly clock: TestClock,
  ) {}

  /** @throws TestModeOnly, NotFound, IllegalTransition, AnsweredElsewhere */
  async simulate(ctx: Context, callId: string, { steps }: SimulateCall): Promise<SimulatedCallView> {
    await this.db.read(ctx, (tx) => readCall(tx, callId)); // somebody else's call does not exist, in no mode
    await this.play(ctx, callId, steps);
    return this.db.read(ctx, async (tx) => ({
      call: await viewCall(tx, await readCall(tx, callId), 'staff'),
      now: tx.now.toISOString(),
      livemode: false as const,
    }));
  }

  /** Lets things happen one after the other. @throws TestModeOnly, NotFound, IllegalTransition, AnsweredElsewhere */
  async play(ctx: Context, callId: string, steps: SimulateCall['steps']): Promise<void> {
    await this.twins.assertTwin(ctx);
    for (const { event, afterSeconds = 0 } of steps) {
      if (afterSeconds > 0) await this.clock.pass(ctx, afterSeconds);
      await this.happen(ctx, callId, event);
    }
  }

  private async happen(ctx: Context, callId: string, event: Simulated): Promise<void> {
    if (event === 'time_passes') return;
    const call = await this.db.read(ctx, (tx) => readCall(tx, callId));
    if (event === 'advisor_answers') await this.calls.accept(as(ctx, call, 'advisor'), callId, {});
    else if (event === 'advisor_declines') await this.calls.decline(as(ctx, call, 'advisor'), callId, {});
    else if (event === 'caller_cancels') await this.calls.cancel(as(ctx, call, 'caller'), callId);
    else {
      if (!isJoinable(call.state)) throw new IllegalTransition('joined, lost or hung up', call.state.status);
      if (event === 'both_connect') await this.join(ctx, call, 'caller', 'advisor');
      else {
        const [side, what] = [event.slice(0, event.indexOf('_')) as Side, event.slice(event.indexOf('_') + 1)];
        if (what === 'connects' || what === 'returns') await this.join(ctx, call, side);
        else if (what === 'lost') await this.lose(ctx, call, side);
        else await this.hangUp(ctx, call, side);
      }
    }
  }

  private async join(ctx: Context, call: LoadedCall, ...sides: Side[]): Promise<void> {
    for (const side of sides) await this.tell(ctx, call, side, 'participant_joined', `PA_${newId()}`);
  }

  /** The clock goes on until the media server has noticed. */
  private async lose(ctx: Context, call: LoadedCall, side: Side): Promise<void> {
    const sid = this.present(call, side, 'lost');
    await this.clock.pass(ctx, DETECTION_SECONDS);
    await this.tell(ctx, call, side, 'participant_left', sid, 'CONNECTION_TIMEOUT');
  }

  /** The other side is told that the call is over and leaves too, as clients do. */
  private async hangUp(ctx: Context, call: LoadedCall, side: Side): Promise<void> {
    await this.tell(ctx, call, side, 'participant_left', this.present(call, side, 'hung up'), 'CLIENT_INITIATED');
    const last = call.state.legs[other(side)].sid;
    if (last !== null) await this.tell(ctx, call, other(side), 'participant_left', last, 'CLIENT_INITIATED');
  }

  private present({ state }: LoadedCall, side: Side, what: string): string {
    const { sid } = state.legs[side];
    if (sid === null) throw new IllegalTransition(what, state.status);
    return sid;
  }

  private async tell(
    ctx: Context,
    { row }: LoadedCall,
    side: Side,
    type: 'participant_joined' | 'participant_left',
    sid: string,
    disconnectReason?: string,
  ): Promise<void> {
    await this.media.take({
      eventId: `simulated_${newId()}`,
      type,
      room: roomOf(row.id),
      sid,
      identity: identityOf(row.id, side),
      disconnectReason,
      createdAt: await this.db.now(ctx),
      payload: { simulated: true },
    });
  }
}

/** A side of the call, as if it had signed in. */
const as = (ctx: Context, { row }: LoadedCall, side: Side): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    personId: side === 'caller' ? row.callerId : row.advisorPersonId,
    sessionId: row.id,
    role: side === 'caller' ? 'end_user' : 'advisor',
  },
});
