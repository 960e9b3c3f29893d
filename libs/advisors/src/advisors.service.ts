import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  lockOne,
  newId,
  page,
  personOf,
  rowsOf,
} from '@app/kernel';
import { Person, PersonsService } from '@app/identity';
import { LicenseesService, LimitsService } from '@app/licensees';
import { Advisor, type AdvisorStatus } from './advisor.entity.js';
import {
  type AdvisorResponse,
  type AvailabilityRequest,
  type ChangeAdvisorRequest,
  type InviteAdvisorRequest,
  type OwnAdvisorResponse,
  advisorView,
  ownAdvisorView,
} from './advisors.dto.js';
import { AdvisorNotActive, RateOutsideLimits } from './advisors.problems.js';
import { callable, countAdvisors, directory, directoryPosition } from './advisors.queries.js';

/** Unanswered rings in a row after which an advisor is taken offline: somebody who is away should not make callers wait. */
const MISSED_RINGS_LIMIT = 2;

export interface NewAdvisor {
  readonly personId: string;
  readonly displayName: string;
  readonly headline?: string;
  readonly bio?: string;
  readonly languages?: readonly string[];
  /** Minor units per minute in the licensee's currency, 1 to 100,000; null or left out = not offered. */
  readonly voiceRateMinor?: bigint | null;
  readonly videoRateMinor?: bigint | null;
  /** Basis points; null or left out = the licensee's default. */
  readonly shareBp?: number | null;
  readonly status?: AdvisorStatus;
  readonly available?: boolean;
}

/** What a call needs of an advisor. `status` is `suspended` too when the person is frozen or closed. */
export interface AdvisorRates {
  readonly advisorId: string;
  readonly personId: string;
  readonly displayName: string;
  readonly voiceRateMinor: bigint | null;
  readonly videoRateMinor: bigint | null;
  readonly shareBp: number | null;
  readonly status: AdvisorStatus;
  readonly available: boolean;
}

@Injectable()
export class AdvisorsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly limits: LimitsService,
  ) {}

  /** The directory: active advisors, available ones first. */
  list(ctx: Context, query: PageQuery): Promise<Page<AdvisorResponse>> {
    return this.db.read(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      return page(await directory(tx, query), query.limit, directoryPosition, (advisor) =>
        advisorView(advisor, currency),
      );
    });
  }

  /** @throws NotFound also for a profile that is not active. */
  show(ctx: Context, id: string): Promise<AdvisorResponse> {
    return this.db.read(ctx, async (tx) => {
      const advisor = await callable(tx).andWhere('advisor.id = :id', { id }).getOne();
      if (!advisor) throw new NotFound();
      return advisorView(advisor, await this.licensees.currencyOf(tx));
    });
  }

  /** The caller's own profile. @throws NotFound */
  showMine(ctx: Context): Promise<OwnAdvisorResponse> {
    return this.db.read(ctx, async (tx) => this.ownView(tx, await this.mine(tx)));
  }

  /** Changes the caller's own profile. Calls that were requested keep the rate they were requested with. @throws NotFound, InvalidRequest, RateOutsideLimits */
  changeMine(ctx: Context, change: ChangeAdvisorRequest): Promise<OwnAdvisorResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.assertCurrency(tx, change.currency);
      await this.assertRates(tx, change.voiceRateMinor, change.videoRateMinor);
      const { id } = await this.mine(tx);
      const values = {
        // null is for rates only; elsewhere it means "unchanged", as leaving out does.
        ...present('headline', change.headline),
        ...present('bio', change.bio),
        ...present('languages', change.languages),
        ...(change.voiceRateMinor === undefined ? {} : { voiceRateMinor: rate(change.voiceRateMinor) }),
        ...(change.videoRateMinor === undefined ? {} : { videoRateMinor: rate(change.videoRateMinor) }),
      };
      if (Object.keys(values).length > 0) await tx.update(Advisor, { licenseeId: ctx.licenseeId, id }, values);
      return this.ownView(tx, await this.mine(tx));
    });
  }

  /** Opens or closes the caller for calls. A running call goes on. @throws NotFound, AdvisorNotActive */
  setMyAvailability(ctx: Context, { available }: AvailabilityRequest): Promise<OwnAdvisorResponse> {
    return this.db.transaction(ctx, async (tx) => {
      const { id } = await this.mine(tx);
      const advisor = await lockOne(tx, Advisor, id);
      if (available && advisor.status !== 'active') throw new AdvisorNotActive();
      if (available !== advisor.available) {
        await tx.update(
          Advisor,
          { licenseeId: ctx.licenseeId, id },
          {
            available,
            availableChangedAt: tx.now,
            offlineReason: available ? null : 'self',
            ...(available ? { missedRings: 0 } : {}),
          },
        );
      }
      return this.ownView(tx, await this.mine(tx));
    });
  }

  /** Makes somebody who has a sign-in an advisor. @throws AlreadyAdvisor, LimitReached */
  create(ctx: Context, input: NewAdvisor): Promise<Advisor> {
    return this.db.transaction(ctx, (tx) => this.add(tx, input));
  }

  /** Creates the sign-in and the profile together. The advisor is offline until they say otherwise. @throws EmailTaken, InvalidRequest, LimitReached, RateLimited, RateOutsideLimits */
  async invite(ctx: Context, input: InviteAdvisorRequest): Promise<OwnAdvisorResponse> {
    const { email, password, displayName, locale } = input;
    const prepared = await this.persons.prepare({ role: 'advisor', email, password, displayName, locale });
    return this.db.transaction(ctx, async (tx) => {
      await this.assertCurrency(tx, input.currency);
      await this.assertRates(tx, input.voiceRateMinor, input.videoRateMinor);
      const person = await this.persons.add(tx, prepared);
      const advisor = await this.add(tx, {
        personId: person.id,
        displayName,
        headline: input.headline,
        bio: input.bio,
        languages: input.languages,
        voiceRateMinor: rate(input.voiceRateMinor ?? null),
        videoRateMinor: rate(input.videoRateMinor ?? null),
        shareBp: input.shareBp,
      });
      return this.ownView(tx, advisor);
    });
  }

  /** What a call needs to know. Reads without a lock: calling reserves the advisor by its own constraint. @throws NotFound */
  async ratesOf(tx: Tx, advisorId: string): Promise<AdvisorRates> {
    const advisor = await tx.findOneBy(Advisor, { licenseeId: tx.ctx.licenseeId, id: advisorId });
    if (!advisor) throw new NotFound();
    const { personId, displayName, voiceRateMinor, videoRateMinor, shareBp, available } = advisor;
    const person = await this.persons.byId(tx, personId);
    const status = person.status === 'active' ? advisor.status : 'suspended';
    return { advisorId, personId, displayName, voiceRateMinor, videoRateMinor, shareBp, status, available };
  }

  /** The advisor behind a signed-in person. @throws NotFound */
  async idOf(tx: Tx, personId: string): Promise<string> {
    const advisor = await tx.findOneBy(Advisor, { licenseeId: tx.ctx.licenseeId, personId });
    if (!advisor) throw new NotFound();
    return advisor.id;
  }

  /** Counts a ring that nobody answered; the second in a row takes the advisor offline. Answers whether this one did. */
  async recordMissedRing(tx: Tx, advisorId: string): Promise<{ wentOffline: boolean }> {
    const advisor = await lockOne(tx, Advisor, advisorId);
    const missedRings = advisor.missedRings + 1;
    const wentOffline = advisor.available && missedRings >= MISSED_RINGS_LIMIT;
    await tx.update(
      Advisor,
      { licenseeId: tx.ctx.licenseeId, id: advisorId },
      {
        missedRings,
        ...(wentOffline ? { available: false, availableChangedAt: tx.now, offlineReason: 'missed_rings' } : {}),
      },
    );
    return { wentOffline };
  }

  /** An answered ring ends the row of missed ones. */
  async clearMissedRings(tx: Tx, advisorId: string): Promise<void> {
    await tx.update(
      Advisor,
      { licenseeId: tx.ctx.licenseeId, id: advisorId, missedRings: MoreThan(0) },
      { missedRings: 0 },
    );
  }

  /**
   * Adds a change of ratings to the advisor's sums, in the transaction that writes the rating: `stars` is the difference, `count` 1 for a new rating and 0 for an
   * edited one. One statement, so ratings of several callers at once never lose one.
   */
  async recordRating(tx: Tx, advisorId: string, change: { stars: number; count: 0 | 1 }): Promise<void> {
    await rowsOf(
      tx,
      'update app.advisor set rating_sum = rating_sum + $3, rating_count = rating_count + $4 where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, advisorId, change.stars, change.count],
    );
  }

  private async add(tx: Tx, input: NewAdvisor): Promise<Advisor> {
    const person = await tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, id: input.personId });
    if (!person) throw new NotFound();
    await this.limits.assertRoom(tx, 'maxAdvisors', () => countAdvisors(tx));
    const available = input.available ?? false;
    const id = newId();
    await tx.insert(Advisor, {
      licenseeId: tx.ctx.licenseeId,
      id,
      personId: person.id,
      status: input.status ?? 'active',
      displayName: input.displayName,
      headline: input.headline ?? '',
      bio: input.bio ?? '',
      languages: [...(input.languages ?? ['en'])],
      voiceRateMinor: input.voiceRateMinor ?? null,
      videoRateMinor: input.videoRateMinor ?? null,
      shareBp: input.shareBp ?? null,
      available,
      availableChangedAt: tx.now,
      offlineReason: available ? null : 'self',
      missedRings: 0,
      createdAt: tx.now,
    });
    return tx.findOneByOrFail(Advisor, { licenseeId: tx.ctx.licenseeId, id });
  }

  private async mine(tx: Tx): Promise<Advisor> {
    const advisor = await tx.findOneBy(Advisor, { licenseeId: tx.ctx.licenseeId, personId: personOf(tx.ctx).personId });
    if (!advisor) throw new NotFound();
    return advisor;
  }

  private async ownView(tx: Tx, advisor: Advisor): Promise<OwnAdvisorResponse> {
    return ownAdvisorView(advisor, await this.licensees.currencyOf(tx));
  }

  /** New rates only: those that were set before the limits stay until their advisor changes them. */
  private async assertRates(tx: Tx, ...rates: (number | null | undefined)[]): Promise<void> {
    const { rateMinMinor, rateMaxMinor } = await this.licensees.termsOf(tx);
    for (const minor of rates) {
      if (minor === null || minor === undefined) continue;
      const asked = BigInt(minor);
      if ((rateMinMinor !== null && asked < rateMinMinor) || (rateMaxMinor !== null && asked > rateMaxMinor))
        throw new RateOutsideLimits(rateMinMinor, rateMaxMinor);
    }
  }

  /** A client that thinks in another currency must not set a price by mistake. */
  private async assertCurrency(tx: Tx, currency: string | undefined): Promise<void> {
    if (currency === undefined || currency === null) return;
    const own = await this.licensees.currencyOf(tx);
    if (currency !== own) throw new InvalidRequest([{ pointer: '/currency', detail: `must be ${own}` }]);
  }
}

const rate = (minor: number | null): bigint | null => (minor === null ? null : BigInt(minor));

const present = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: V };
