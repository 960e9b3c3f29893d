import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, newId } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { Advisor } from './advisor.entity.js';
import type { AvailabilityRequest, MyAdvisorResponse } from './advisors.dto.js';
import { AdvisorsService } from './advisors.service.js';

/** What advisors of test mode would do themselves. */
@Injectable()
export class TestAdvisors {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly advisors: AdvisorsService,
  ) {}

  /** @throws TestModeOnly, NotFound, AdvisorNotActive, InvalidRequest */
  async setAvailability(ctx: Context, id: string, input: AvailabilityRequest): Promise<MyAdvisorResponse> {
    const advisor = await this.db.read(ctx, (tx) => tx.findOneBy(Advisor, { licenseeId: ctx.licenseeId, id }));
    if (!advisor) throw new NotFound();
    await this.twins.assertTwin(ctx);
    const { personId } = advisor;
    return this.advisors.setMyAvailability(
      { ...ctx, actor: { kind: 'person', personId, sessionId: newId(), role: 'advisor' } },
      input,
    );
  }
}
