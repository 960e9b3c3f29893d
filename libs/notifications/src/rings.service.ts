import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, personOf, publicId } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type RungCall, addAttempt, callOfToken, isAdvisorOf, noteHeard, ringsUntil } from './ring.queries.js';
import type { RingHeard, RingState, RingView } from './rings.dto.js';

/** Devices and screens say that a ring has reached them, which ends the search for the advisor [O4]. */
@Injectable()
export class RingsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /**
   * A push came. Its token is all that an app which was just woken has, so it needs no session; it says who calls, which the push does not. Repeating it changes
   * nothing. @throws NotFound for a token that is not of this licensee, too old, or of a device that is somebody else's by now
   */
  hear(ctx: Context, { token }: RingHeard): Promise<RingView> {
    return this.db.transaction(ctx, async (tx) => {
      const call = await callOfToken(tx, token);
      if (!call) throw new NotFound();
      if (call.rings) await noteHeard(tx, call.attempt_id);
      return {
        callId: publicId('call', call.call_id),
        status: stateOf(call),
        expiresAt: call.ring_expires_at.toISOString(),
        medium: call.medium,
        callerAlias: call.caller_alias,
        brand: await this.licensees.nameOf(tx),
        locale: call.locale,
      };
    });
  }

  /** An open screen of the advisor rings. Repeating it, and saying it of a call that rings no more, changes nothing. @throws NotFound for anybody else's call */
  hearOnScreen(ctx: Context, callId: string): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      if (!(await isAdvisorOf(tx, callId, personOf(ctx).personId))) throw new NotFound();
      if ((await ringsUntil(tx, callId)) !== undefined)
        await addAttempt(tx, { callId, step: 'push', channel: 'live', heardAt: tx.now });
    });
  }
}

const MISSED: readonly (string | null)[] = ['no_answer', 'cancelled'];

/** One whose time is up, and that the worker has not ended yet, was missed too. */
function stateOf({ rings, status, end_reason }: RungCall): RingState {
  if (rings) return 'ringing';
  return status === 'ringing' || MISSED.includes(end_reason) ? 'missed' : 'over';
}
