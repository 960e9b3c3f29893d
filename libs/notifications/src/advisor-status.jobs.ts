import { Injectable } from '@nestjs/common';
import { type Context, Db, type EventDefinition, type EventEnvelope, Handles } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { CallEnded, CallEnding, CallRequested, CallRingStopped } from '@app/calling';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

/**
 * Calls change what visitors see of an advisor. Each event only says "look again": the status is read behind the advisor's lock when it is told, so events may
 * come twice or out of order.
 */
@Injectable()
export class AdvisorStatusJobs {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
  ) {}

  @Handles(CallRequested, 'notifications.advisor_reserved')
  async reserved(ctx: Context, { data }: Told<typeof CallRequested>): Promise<void> {
    await this.look(ctx, data.advisorId);
  }

  @Handles(CallRingStopped, 'notifications.advisor_answered')
  async answered(ctx: Context, { data }: Told<typeof CallRingStopped>): Promise<void> {
    await this.look(ctx, data.advisorId);
  }

  @Handles(CallEnding, 'notifications.advisor_free')
  async free(ctx: Context, { data }: Told<typeof CallEnding>): Promise<void> {
    await this.look(ctx, data.advisorId);
  }

  /** Most ends have been told of by the two before; a call that is settled at once is not. */
  @Handles(CallEnded, 'notifications.advisor_settled')
  async settled(ctx: Context, { data }: Told<typeof CallEnded>): Promise<void> {
    await this.look(ctx, data.advisorId);
  }

  private async look(ctx: Context, advisorId: string): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.advisors.announceStatus(tx, advisorId));
  }
}
