import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, claimExternalId, inNameOf } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService, TestTwins } from '@app/licensees';
import { Advisor } from './advisor.entity.js';
import { AdvisorSchedule } from './advisor-schedule.entity.js';
import type { AvailabilityRequest, MyAdvisorResponse } from './advisors.dto.js';
import { AdvisorsService } from './advisors.service.js';
import { Availability } from './availability.service.js';
import type { ScheduleDto } from './schedules.dto.js';
import { SchedulesService } from './schedules.service.js';

/** What the advisor of test mode is found by. */
const TEST_ADVISOR = 'test_advisor';
/** A price that is easily reckoned with: ten minor units a second. */
const RATE_MINOR = 600n;
const ALL_DAY = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));

/** What advisors of test mode would do themselves. */
@Injectable()
export class TestAdvisors {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly advisors: AdvisorsService,
    private readonly availability: Availability,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly schedules: SchedulesService,
  ) {}

  /** An advisor whom a developer can call at once: with prices, open at every hour, online. Repeating it changes nothing. @throws TestModeOnly, LimitReached, ExternalIdTaken where somebody else makes the same one now */
  async welcome(ctx: Context): Promise<Advisor> {
    await this.twins.assertTwin(ctx);
    const known = await this.db.read(ctx, (tx) => tx.findOneBy(Advisor, wanted(ctx)));
    if (known) return known;
    const prepared = await this.persons.prepareWithoutPassword({
      role: 'advisor',
      email: 'advisor@test.invalid',
      displayName: 'Test advisor',
    });
    return this.db.transaction(ctx, async (tx) => {
      await claimExternalId(tx, 'advisor', TEST_ADVISOR);
      const { rateMinMinor, rateMaxMinor } = await this.licensees.termsOf(tx);
      const rateMinor = within(RATE_MINOR, rateMinMinor, rateMaxMinor);
      const person = await this.persons.add(tx, prepared);
      const advisor = await this.advisors.add(tx, {
        personId: person.id,
        displayName: 'Test advisor',
        headline: 'Answers in test mode',
        voiceRateMinor: rateMinor,
        videoRateMinor: rateMinor,
        available: true,
        externalId: TEST_ADVISOR,
      });
      const { timeZone } = await this.licensees.licenseeOf(tx);
      await tx.insert(AdvisorSchedule, {
        licenseeId: ctx.licenseeId,
        advisorId: advisor.id,
        timeZone,
        weekly: ALL_DAY,
        exceptions: [],
        changedAt: tx.now,
      });
      return advisor;
    });
  }

  /** @throws TestModeOnly, NotFound, AdvisorNotActive, InvalidRequest */
  async setAvailability(ctx: Context, id: string, input: AvailabilityRequest): Promise<MyAdvisorResponse> {
    return this.availability.setMyAvailability(await this.as(ctx, id), input);
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

const wanted = (ctx: Context) => ({ licenseeId: ctx.licenseeId, externalId: TEST_ADVISOR });

/** As near to a price as the licensee's limits allow. */
function within(rate: bigint, least: bigint | null, most: bigint | null): bigint {
  if (least !== null && rate < least) return least;
  return most !== null && rate > most ? most : rate;
}
