import { Injectable } from '@nestjs/common';
import { InvalidRequest, NotFound, Outbox, type Tx, divide, rowsOf } from '@app/kernel';
import type { PricesInForce } from '@app/advisors';
import type { QuoteCall } from '../calls.dto.js';
import type { Session } from '../pricing.js';
import { CallLinkUsedUp } from './call-links.events.js';
import { LinkNotOpen } from './call-links.problems.js';
import { type LinkRow, boundsOf, findLink, sessionOfLink } from './call-links.queries.js';
import { linkAt } from './link-state.js';

/** What a link changes of a call: its price. It is fixed: neither hours nor minutes of the call make another one. */
export interface LinkPrice {
  readonly linkId: string;
  readonly prices: Omit<PricesInForce, 'sessions'>;
  readonly session?: Session;
}

/** Calls by links: at which price, and how often. */
@Injectable()
export class LinkUses {
  constructor(private readonly outbox: Outbox) {}

  /** The price of a call by a link that is open. Looks only: {@link use} counts. @throws NotFound, LinkNotOpen, InvalidRequest where the call is another one than the link's */
  async price(tx: Tx, token: string, call: QuoteCall): Promise<LinkPrice> {
    const link = await findLink(tx, 'token', token);
    if (!link) throw new NotFound();
    assertSame(link, call);
    assertOpen(link, tx.now);
    const session = sessionOfLink(link);
    return {
      linkId: link.id,
      // Of a flat price it is what a minute of it comes to, for screens; it decides nothing, as the call ends with its minutes.
      prices: {
        ratePerMinuteMinor: link.rate_per_minute ?? divide(link.session_price!, BigInt(link.session_minutes!), 'up'),
        adjustBp: 0,
        tiers: [],
      },
      ...(session && { session }),
    };
  }

  /**
   * Counts the call, behind its row and in its transaction. The update takes the lock of the link's row and looks again, so that of many calls at once no more
   * get through than the link is for, and none after it was taken back.
   * @throws LinkNotOpen
   */
  async use(tx: Tx, linkId: string, callId: string): Promise<void> {
    const [used] = await rowsOf<{ advisor_id: string; is_last: boolean }>(
      tx,
      `update app.call_link set used_calls = used_calls + 1
        where licensee_id = $1 and id = $2 and revoked_at is null and (max_calls is null or used_calls < max_calls)
       returning advisor_id, used_calls = max_calls as is_last`,
      [tx.ctx.licenseeId, linkId],
    );
    if (!used) {
      const link = await findLink(tx, 'id', linkId);
      assertOpen(link!, tx.now);
      // Given back since: whoever asks again gets through.
      throw new LinkNotOpen({ state: 'used_up', opensAt: null });
    }
    if (used.is_last) await this.outbox.add(tx, CallLinkUsedUp, { linkId, advisorId: used.advisor_id, callId });
  }

  /** The call was never connected: somebody else may make one in its place. Once per call, behind its lock. */
  async giveBack(tx: Tx, linkId: string): Promise<void> {
    await rowsOf(tx, 'update app.call_link set used_calls = used_calls - 1 where licensee_id = $1 and id = $2', [
      tx.ctx.licenseeId,
      linkId,
    ]);
  }
}

function assertOpen(link: LinkRow, at: Date): void {
  const { state, opensAt } = linkAt(boundsOf(link), link.time_zone, at);
  if (state !== 'open') throw new LinkNotOpen({ state, opensAt });
}

function assertSame(link: LinkRow, { advisorId, medium, sessionMinutes, thenPerMinute }: QuoteCall): void {
  const wrong = (pointer: string, detail: string): InvalidRequest => new InvalidRequest([{ pointer, detail }]);
  if (link.advisor_id !== advisorId) throw wrong('/advisorId', 'is not whom the link calls');
  if (link.medium !== medium) throw wrong('/medium', 'is another one than that of the link');
  if (sessionMinutes !== undefined && sessionMinutes !== link.session_minutes)
    throw wrong('/sessionMinutes', 'is set by the link');
  if (thenPerMinute === true) throw wrong('/thenPerMinute', 'is nothing that a link offers');
}
