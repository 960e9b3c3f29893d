import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Live, Outbox, type Tx, instancesOf, lockOne, publicId } from '@app/kernel';
import { Advisor } from './advisor.entity.js';
import { liveStatusOf } from './advisors.dto.js';
import { AdvisorAvailabilityChanged, advisorFact } from './advisors.events.js';
import { callable, seen } from './advisors.queries.js';
import { WhenOnline } from './when-online.js';

/** Tells visitors whether an advisor can be called, and the advisor's own screens what became of the profile. */
@Injectable()
export class LiveStatusSignals {
  constructor(
    private readonly live: Live,
    private readonly outbox: Outbox,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * Announces what is true now to everybody on the licensee's site. Reads behind the lock of the advisor's row, so that of two changes at once the later one
   * is told last. Who is not listed is offline.
   * @throws NotFound
   */
  async announce(tx: Tx, advisorId: string): Promise<void> {
    await lockOne(tx, Advisor, advisorId);
    const [listed] = await seen(callable(tx).andWhere('advisor.id = :id', { id: advisorId }));
    const status = listed ? liveStatusOf(listed) : 'offline';
    await this.live.announce(tx, 'advisor.status', { advisorId: publicId('advisor', advisorId), status });
    if (status === 'online') for (const one of instancesOf(this.discovery, WhenOnline)) await one.online(tx, advisorId);
  }

  /** {@link announce}, and the advisor's open screens: another device, staff or the system may have changed it. */
  async changed(tx: Tx, advisorId: string): Promise<void> {
    await this.announce(tx, advisorId);
    const { personId, status, available, offlineReason } = await tx.findOneByOrFail(Advisor, {
      licenseeId: tx.ctx.licenseeId,
      id: advisorId,
    });
    await this.live.tell(tx, [personId], 'advisor.changed', {
      id: publicId('advisor', advisorId),
      status,
      available,
      offlineReason,
    });
  }

  /** {@link changed}, when the advisor went online or offline. */
  async availabilityChanged(tx: Tx, advisorId: string): Promise<void> {
    await this.changed(tx, advisorId);
    const advisor = await tx.findOneByOrFail(Advisor, {
      licenseeId: tx.ctx.licenseeId,
      id: advisorId,
    });
    await this.outbox.add(tx, AdvisorAvailabilityChanged, {
      ...advisorFact(advisor),
      available: advisor.available,
      reason: advisor.offlineReason,
    });
  }
}
