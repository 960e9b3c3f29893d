import { Injectable } from '@nestjs/common';
import { Always, type Context, Db, NotFound, type Tx, log, personOf, systemContext } from '@app/kernel';
import type { Advisor } from './advisor.entity.js';
import type { ReachabilityResponse } from './advisors.dto.js';
import { LiveStatusSignals } from './live-status.js';
import { dropUnreachable, heardOf, proofsOf } from './presence.queries.js';

/** Who says "call me" must be reachable: an open console, or a device whose test push came back (experience.md A1, A2). */
@Injectable()
export class PresenceService {
  constructor(
    private readonly db: Db,
    private readonly signals: LiveStatusSignals,
  ) {}

  /** The heartbeat of an open console. @throws NotFound */
  async beat(ctx: Context): Promise<void> {
    const isAdvisor = await this.db.transaction(ctx, (tx) => heardOf(tx, personOf(ctx).personId));
    if (!isAdvisor) throw new NotFound();
  }

  async reachabilityOf(tx: Tx, { id, personId }: Advisor): Promise<ReachabilityResponse> {
    const proofs = await proofsOf(tx, id, personId);
    return { ...proofs, reachable: proofs.consoleOpen || proofs.provedDevices > 0 };
  }

  /** Takes available advisors offline who cannot be reached, licensee by licensee; a running call goes on. Safe in several workers: who is offline already is not met again. */
  @Always(5_000, 'advisors.drop_unreachable')
  async dropUnreachable(): Promise<void> {
    const found = await this.db.resolve<{ licensee_id: string }>(
      'select licensee_id from app.licensees_with_unreachable_advisors($1) as licensee_id',
      [await this.db.now()],
    );
    for (const { licensee_id: licenseeId } of found) {
      await this.dropOf(systemContext(licenseeId, 'advisors.drop_unreachable')).catch((error: unknown) =>
        log.error({ err: error, licenseeId }, 'unreachable advisors cannot be taken offline; tried again'),
      );
    }
  }

  private async dropOf(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      for (const id of await dropUnreachable(tx)) await this.signals.availabilityChanged(tx, id);
    });
  }
}
