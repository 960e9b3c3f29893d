import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  type Metadata,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  claimExternalId,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { Person, PersonsService } from '@app/identity';
import { LicenseesService, LimitsService, assertPaid } from '@app/licensees';
import { Advisor, type LiveStatus, type AdvisorStatus } from './advisor.entity.js';
import {
  type AdvisorResponse,
  type ChangeAdvisorRequest,
  type InviteAdvisorRequest,
  type MyAdvisorResponse,
  type OwnAdvisorResponse,
  type Setting,
  advisorView,
  liveStatusOf,
  ownAdvisorView,
  pricesNow,
} from './advisors.dto.js';
import { AdvisorChanged, AdvisorCreated, advisorFact } from './advisors.events.js';
import { RateOutsideLimits, ShareTooHigh } from './advisors.problems.js';
import { callable, countAdvisors, directory, seen, seenOne, topics } from './advisors.queries.js';
import type { DirectoryQuery, TopicResponse } from './directory.dto.js';
import { LiveStatusSignals } from './live-status.js';
import { PresenceService } from './presence.service.js';
import { type FreeOffer, type PricesInForce, freeOffers } from './prices.js';

export interface NewAdvisor {
  readonly personId: string;
  readonly displayName: string;
  readonly headline?: string;
  readonly bio?: string;
  readonly languages?: readonly string[];
  readonly topics?: readonly string[];
  /** Minor units per minute in the licensee's currency, 1 to 100,000; null or left out = not offered. */
  readonly voiceRateMinor?: bigint | null;
  readonly videoRateMinor?: bigint | null;
  /** Basis points; null or left out = the licensee's default. */
  readonly shareBp?: number | null;
  readonly status?: AdvisorStatus;
  readonly available?: boolean;
  readonly externalId?: string;
  readonly metadata?: Metadata;
}

/** What a call needs of an advisor. `status` is `suspended` too when the person is frozen or closed. */
export interface AdvisorRates {
  readonly advisorId: string;
  readonly personId: string;
  readonly displayName: string;
  /** Prices of a call that is requested now; null = this kind of call is not offered. */
  readonly voice: PricesInForce | null;
  readonly video: PricesInForce | null;
  /** Free time of a call with this advisor, for somebody who had none yet: the longest first. */
  readonly freeOffers: readonly FreeOffer[];
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
    private readonly signals: LiveStatusSignals,
    private readonly presence: PresenceService,
    private readonly outbox: Outbox,
  ) {}

  /** The directory: active advisors, filtered and in the order asked for. */
  list(ctx: Context, query: DirectoryQuery): Promise<Page<AdvisorResponse>> {
    return this.db.read(ctx, async (tx) => {
      const setting = await this.settingOf(tx);
      return page(
        await directory(tx, query),
        query.limit,
        ({ advisor, sortKey }) => [query.sort ?? 'recommended', String(sortKey), advisor.id],
        (one) => advisorView(one, setting),
      );
    });
  }

  /** What listed advisors are asked about, most named first. */
  topics(ctx: Context, query: PageQuery): Promise<Page<TopicResponse>> {
    return this.db.read(ctx, async (tx) =>
      page(
        await topics(tx, query),
        query.limit,
        ({ topic, advisors }) => [String(advisors), topic],
        (one) => one,
      ),
    );
  }

  /** @throws NotFound also for a profile that is not active. */
  show(ctx: Context, id: string): Promise<AdvisorResponse> {
    return this.db.read(ctx, async (tx) => {
      const [one] = await seen(callable(tx).andWhere('advisor.id = :id', { id }));
      if (!one) throw new NotFound();
      return advisorView(one, await this.settingOf(tx));
    });
  }

  /** The caller's own profile. @throws NotFound */
  showMine(ctx: Context): Promise<MyAdvisorResponse> {
    return this.db.read(ctx, (tx) => this.myView(tx));
  }

  /** Changes the caller's own profile. Calls that were requested keep the rate they were requested with. @throws NotFound, InvalidRequest, RateOutsideLimits */
  changeMine(ctx: Context, change: ChangeAdvisorRequest): Promise<MyAdvisorResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.assertCurrency(tx, change.currency);
      await this.assertRates(tx, change.voiceRateMinor, change.videoRateMinor);
      const advisor = await this.lockOf(tx, personOf(ctx).personId);
      const values: Partial<Advisor> = {
        // null is for rates only; elsewhere it means "unchanged", as leaving out does.
        ...present('headline', change.headline),
        ...present('bio', change.bio),
        ...present('languages', change.languages),
        ...present('topics', change.topics),
        ...(change.voiceRateMinor === undefined ? {} : { voiceRateMinor: rate(change.voiceRateMinor) }),
        ...(change.videoRateMinor === undefined ? {} : { videoRateMinor: rate(change.videoRateMinor) }),
      };
      const names = Object.keys(values) as (keyof typeof values)[];
      if (names.some((name) => !isDeepStrictEqual(values[name], advisor[name]))) {
        await tx.update(Advisor, { licenseeId: ctx.licenseeId, id: advisor.id }, values);
        await this.tellChanged(tx, advisor);
      }
      return this.myView(tx);
    });
  }

  /** Makes somebody who has a sign-in an advisor. @throws AlreadyAdvisor, LimitReached */
  create(ctx: Context, input: NewAdvisor): Promise<Advisor> {
    return this.db.transaction(ctx, (tx) => this.add(tx, input));
  }

  /** Creates the sign-in and the profile together. The advisor is offline until they say otherwise. @throws CountryNotPaid, EmailTaken, ExternalIdTaken, InvalidRequest, LicencePastDue, LimitReached, RateLimited, RateOutsideLimits, ShareTooHigh */
  async invite(ctx: Context, input: InviteAdvisorRequest): Promise<OwnAdvisorResponse> {
    const { email, password, displayName, locale } = input;
    const prepared = await this.persons.prepare({ role: 'advisor', email, password, displayName, locale });
    return this.db.transaction(ctx, async (tx) => {
      await this.licensees.assertNotPastDue(tx);
      // Before anything is written: who could never be paid is not invited.
      if (input.country !== undefined && (await this.paysByStripe(tx))) assertPaid(input.country);
      await this.assertCurrency(tx, input.currency);
      await this.assertRates(tx, input.voiceRateMinor, input.videoRateMinor);
      await this.assertShare(tx, input.shareBp ?? null);
      await claimExternalId(tx, 'advisor', input.externalId);
      const person = await this.persons.add(tx, prepared);
      const advisor = await this.add(tx, {
        personId: person.id,
        displayName,
        headline: input.headline,
        bio: input.bio,
        languages: input.languages,
        topics: input.topics,
        voiceRateMinor: rate(input.voiceRateMinor ?? null),
        videoRateMinor: rate(input.videoRateMinor ?? null),
        shareBp: input.shareBp,
        status: input.pending === true ? 'pending' : 'active',
        externalId: input.externalId,
        metadata: input.metadata,
      });
      await recordAudit(tx, {
        action: 'advisor.invited',
        subject: { kind: 'advisor', id: publicId('advisor', advisor.id) },
        after: { status: advisor.status, shareBp: advisor.shareBp },
      });
      return this.ownView(tx, advisor.id);
    });
  }

  /** Who keeps the money of callers itself pays its advisors by its own means, anywhere. */
  private async paysByStripe(tx: Tx): Promise<boolean> {
    const [own] = await rowsOf(
      tx,
      `select 1 from app.money_rules where licensee_id = $1 and topology = 'self_managed'`,
      [tx.ctx.licenseeId],
    );
    return own === undefined;
  }

  /** What a call needs to know, at the prices of a moment. Reads without a lock: calling reserves the advisor by its own constraint. @throws NotFound */
  async ratesOf(tx: Tx, advisorId: string, at: Date = tx.now): Promise<AdvisorRates> {
    const one = await seenOne(tx, advisorId);
    if (!one) throw new NotFound();
    const { personId, displayName, shareBp, available } = one.advisor;
    const setting = { ...(await this.settingOf(tx)), now: at };
    const person = await this.persons.byId(tx, personId);
    return {
      advisorId,
      personId,
      displayName,
      ...pricesNow(one, setting),
      freeOffers: freeOffers(one.prices, setting.terms),
      shareBp,
      status: person.status === 'active' ? one.advisor.status : 'suspended',
      available,
    };
  }

  /** Whether visitors may see the profile. @throws NotFound */
  async assertListed(tx: Tx, advisorId: string): Promise<void> {
    if ((await callable(tx).andWhere('advisor.id = :id', { id: advisorId }).getCount()) === 0) throw new NotFound();
  }

  /** The advisor behind a signed-in person. @throws NotFound */
  async idOf(tx: Tx, personId: string): Promise<string> {
    const advisor = await tx.findOneBy(Advisor, { licenseeId: tx.ctx.licenseeId, personId });
    if (!advisor) throw new NotFound();
    return advisor.id;
  }

  /** Tells the visitors of the site whether the advisor can be called now. @throws NotFound */
  async announceStatus(tx: Tx, advisorId: string): Promise<void> {
    await this.signals.announce(tx, advisorId);
  }

  /** Whether an advisor whom callers see can be called now, and who it is. @throws NotFound */
  async liveStatus(tx: Tx, advisorId: string): Promise<{ personId: string; status: LiveStatus }> {
    const [listed] = await seen(callable(tx).andWhere('advisor.id = :id', { id: advisorId }));
    if (!listed) throw new NotFound();
    return { personId: listed.advisor.personId, status: liveStatusOf(listed) };
  }

  /** Tells programs of the licensee that there is something new about an advisor. */
  async tellChanged(tx: Tx, advisor: Advisor): Promise<void> {
    await this.outbox.add(tx, AdvisorChanged, advisorFact(advisor));
  }

  /** The profile behind a signed-in person, locked. @throws NotFound */
  async lockOf(tx: Tx, personId: string): Promise<Advisor> {
    return lockOne(tx, Advisor, await this.idOf(tx, personId));
  }

  /** The caller's own profile as it is now. @throws NotFound */
  async myView(tx: Tx): Promise<MyAdvisorResponse> {
    const id = await this.idOf(tx, personOf(tx.ctx).personId);
    const one = await seenOne(tx, id);
    if (!one) throw new NotFound();
    return {
      ...ownAdvisorView(one, await this.settingOf(tx)),
      reachability: await this.presence.reachabilityOf(tx, one.advisor),
    };
  }

  /** What of the licensee, and of the time, profiles show. */
  async settingOf(tx: Tx): Promise<Setting> {
    const { currency, timeZone } = await this.licensees.licenseeOf(tx);
    return { currency, timeZone, terms: await this.licensees.termsOf(tx), now: tx.now };
  }

  /** An advisor's own share, or the default (null), must leave the operator theirs. @throws ShareTooHigh */
  async assertShare(tx: Tx, shareBp: number | null): Promise<void> {
    const { operatorShareBp, advisorShareBp } = await this.licensees.termsOf(tx);
    const share = shareBp ?? advisorShareBp;
    if (share + operatorShareBp > 10_000) throw new ShareTooHigh(share, operatorShareBp);
  }

  /** For one who comes back: of the limit they count no less than who is new. @throws LimitReached */
  async assertRoomFor(tx: Tx, advisorId: string): Promise<void> {
    await this.limits.assertRoom(tx, 'maxAdvisors', () => countAdvisors(tx, advisorId));
  }

  /** @throws NotFound, AlreadyAdvisor, LimitReached */
  async add(tx: Tx, input: NewAdvisor): Promise<Advisor> {
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
      topics: [...(input.topics ?? [])],
      photoId: null,
      voiceRateMinor: input.voiceRateMinor ?? null,
      videoRateMinor: input.videoRateMinor ?? null,
      shareBp: input.shareBp ?? null,
      available,
      availableChangedAt: tx.now,
      offlineReason: available ? null : 'self',
      followsSchedule: false,
      awayUntil: null,
      switchAt: null,
      missedRings: 0,
      externalId: input.externalId ?? null,
      metadata: input.metadata ?? {},
      createdAt: tx.now,
    });
    const advisor = await tx.findOneByOrFail(Advisor, { licenseeId: tx.ctx.licenseeId, id });
    await this.outbox.add(tx, AdvisorCreated, { ...advisorFact(advisor), status: advisor.status });
    return advisor;
  }

  private async ownView(tx: Tx, id: string): Promise<OwnAdvisorResponse> {
    const one = await seenOne(tx, id);
    if (!one) throw new NotFound();
    return ownAdvisorView(one, await this.settingOf(tx));
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
