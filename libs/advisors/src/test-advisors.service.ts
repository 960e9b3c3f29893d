import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, inNameOf } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { Advisor } from './advisor.entity.js';
import type { AvailabilityRequest, MyAdvisorResponse } from './advisors.dto.js';
import { AdvisorsService } from './advisors.service.js';
import type { ScheduleDto } from './schedules.dto.js';
import { SchedulesService } from './schedules.service.js';

/** What advisors of test mode would do themselves. */
@Injectable()
export class TestAdvisors {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly advisors: AdvisorsService,
    private readonly schedules: SchedulesService,
  ) {}

  /** @throws TestModeOnly, NotFound, AdvisorNotActive, InvalidRequest */
  async setAvailability(ctx: Context, id: string, input: AvailabilityRequest): Promise<MyAdvisorResponse> {
    return this.advisors.setMyAvailability(await this.as(ctx, id), input);
  }

  /** @throws TestModeOnly, NotFound, InvalidRequest */
  async setSchedule(ctx: Context, id: string, input: ScheduleDto): Promise<ScheduleDto> {
    return this.schedules.replaceMine(await this.as(ctx, id), input);
  }

  /** As if an advisor of test mode had signed in. @throws TestModeOnly, NotFound */
  async as(ctx: Context, id: string): Promise<Context> {
    const advisor = await this.db.read(ctx, (tx) => tx.findOneBy(Advisor, { licenseeId: ctx.licenseeId, id }));
    if (!advisor) throw new NotFound(); // somebody else's does not exist, in no mode
    await this.twins.assertTwin(ctx);
    return inNameOf(ctx, advisor.personId, 'advisor');
  }
}
