import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Context, Db, publicId, rowsOf } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { type CallState, type Side, isJoinable } from '../call-machine.js';
import { IllegalTransition, JoinLinkInvalid } from '../calls.problems.js';
import { readCall } from '../calls.queries.js';
import { viewCall } from '../calls.view.js';
import type { Simulated } from './test-calls.dto.js';
import { TestCalls } from './test-calls.service.js';
import type { SideAct, TestJoinView } from './test-joins.dto.js';

interface Link {
  readonly call_id: string;
  readonly side: Side;
  readonly expires_at: Date;
}

const STEPS: Readonly<Record<SideAct, (side: Side) => Simulated>> = {
  answers: () => 'advisor_answers',
  declines: () => 'advisor_declines',
  cancels: () => 'caller_cancels',
  connects: (side) => `${side}_connects`,
  loses_line: (side) => `${side}_lost`,
  returns: (side) => `${side}_returns`,
  hangs_up: (side) => `${side}_hangs_up`,
};

/**
 * Where the links of a simulated call lead. Nobody is signed in: the token in the link is what lets its side act, as it lets a real one in, for as long. It stays good
 * when it was used, because there is no session that would come after it.
 */
@Injectable()
export class TestJoins {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly calls: TestCalls,
  ) {}

  /** What the call of a link is like now. @throws JoinLinkInvalid */
  async look(ctx: Context, token: string): Promise<TestJoinView> {
    const inside = await this.inside(ctx);
    return this.view(inside, await this.linkOf(inside, token));
  }

  /** Lets the side of a link do something. @throws JoinLinkInvalid, IllegalTransition */
  async act(ctx: Context, token: string, act: SideAct): Promise<TestJoinView> {
    const inside = await this.inside(ctx);
    const link = await this.linkOf(inside, token);
    const { acts, status } = await this.view(inside, link);
    if (!acts.includes(act)) throw new IllegalTransition(act, status);
    await this.calls.play(inside, link.call_id, [{ event: STEPS[act](link.side) }]);
    return this.view(inside, link);
  }

  /** The page is at the real licensee's address, and the call in its test mode. @throws JoinLinkInvalid */
  private async inside(ctx: Context): Promise<Context> {
    const licenseeId = await this.twins.twinOf(ctx);
    if (licenseeId === undefined) throw new JoinLinkInvalid();
    return { ...ctx, licenseeId };
  }

  private async linkOf(inside: Context, token: string): Promise<Link> {
    const [link] = await this.db.read(inside, (tx) =>
      rowsOf<Link>(tx, 'select call_id, side, expires_at from app.join_link where licensee_id = $1 and hash = $2', [
        inside.licenseeId,
        createHash('sha256').update(token).digest(),
      ]),
    );
    if (!link) throw new JoinLinkInvalid();
    return link;
  }

  private view(inside: Context, { call_id: id, side, expires_at: expiresAt }: Link): Promise<TestJoinView> {
    return this.db.read(inside, async (tx) => {
      const call = await readCall(tx, id);
      const { advisorName, billedSeconds, priceMinor, currency } = await viewCall(tx, call, 'staff');
      const { status, endReason } = call.state;
      return {
        callId: publicId('call', id),
        side,
        status,
        endReason,
        advisorName,
        billedSeconds,
        priceMinor,
        currency,
        acts: expiresAt > tx.now ? actsOf(call.state, side) : [],
        expiresAt: expiresAt.toISOString(),
        now: tx.now.toISOString(),
        livemode: false as const,
      };
    });
  }
}

/** What a side of a call can do in its state, as somebody could who is there. */
function actsOf(state: CallState, side: Side): SideAct[] {
  if (state.status === 'ringing') return side === 'advisor' ? ['answers', 'declines'] : ['cancels'];
  if (!isJoinable(state)) return [];
  const { sid, leftSids } = state.legs[side];
  if (sid !== null) return ['hangs_up', 'loses_line'];
  return [leftSids.length > 0 ? 'returns' : 'connects'];
}
