import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  type Context,
  Db,
  Forbidden,
  Live,
  NotFound,
  type Tx,
  inTenant,
  newId,
  rowsOf,
  systemContext,
  toJsonMinor,
  type Problem,
} from '@app/kernel';
import { assetUrls, documentView } from './brand/brand.dto.js';
import { LOCALES } from './brand/brand.js';
import { BrandService } from './brand/brand.service.js';
import { normalHost } from './host.js';
import { HostResolver } from './host-resolver.service.js';
import { LicenseeDomain } from './licensee-domain.entity.js';
import { LicenseeTerms } from './licensee-terms.entity.js';
import { LicenseeSwitches, SWITCHES, type Switch } from './licensee-switches.entity.js';
import { Licensee, type LicenseeKind, type LicenseeStatus } from './licensee.entity.js';
import type { SiteResponse } from './licensees.dto.js';
import { type Ceilings, greatestTopUp } from './pricing/stored-value-caps.js';
import { LicencePastDue, LicenseeSuspended, NotOpenYet, SharesTooHigh, SwitchedOff } from './licensees.problems.js';
import { statementName } from './statement-name.js';

type Shares = 'operatorShareBp' | 'advisorShareBp' | 'taxRateBp';

/** What a new licensee needs; terms that are left out take the defaults of the table. */
export interface NewLicensee {
  readonly kind?: LicenseeKind;
  readonly slug: string;
  readonly name: string;
  readonly shortName: string;
  readonly country: string;
  readonly currency: string;
  readonly locale?: string;
  readonly timeZone?: string;
  /** False: it goes live by its checklist ({@link ChecklistService.open}). Left out: it is open at once. */
  readonly open?: boolean;
  /** The first is the primary one. They count as verified: the caller vouches for them. */
  readonly hosts: readonly [string, ...string[]];
  readonly terms: Pick<LicenseeTerms, Shares> &
    Partial<Omit<LicenseeTerms, Shares | 'licenseeId' | 'reviewedAt' | 'revision'>>;
}

@Injectable()
export class LicenseesService {
  constructor(
    private readonly db: Db,
    private readonly hosts: HostResolver,
    private readonly brands: BrandService,
    private readonly live: Live,
  ) {}

  /**
   * Creates a licensee with its terms and hosts: seed and tests. The operator's way is {@link add} with a first owner.
   * @throws HostTaken, SlugTaken
   */
  async create(input: NewLicensee): Promise<Licensee> {
    const ctx = systemContext(newId(), 'licensees.create');
    const licensee = await this.db.transaction(ctx, (tx) => this.add(tx, input));
    this.created(input);
    return licensee;
  }

  /**
   * Inserts a licensee whose id is the tenant of the transaction. Once it has committed, {@link created} makes its hosts answer.
   * @throws HostTaken, SlugTaken (as violated constraints, once the error has left the transaction)
   */
  async add(tx: Tx, input: NewLicensee): Promise<Licensee> {
    const id = tx.ctx.licenseeId;
    const hosts = hostsOf(input);
    await tx.insert(Licensee, {
      id,
      kind: input.kind ?? 'licensee',
      slug: input.slug,
      name: input.name,
      shortName: input.shortName,
      country: input.country,
      currency: input.currency,
      locale: input.locale ?? 'en',
      timeZone: input.timeZone ?? 'UTC',
      status: 'active',
      createdAt: tx.now,
      openedAt: input.open === false ? null : tx.now,
    });
    await tx.insert(LicenseeTerms, { licenseeId: id, ...input.terms });
    await tx.insert(
      LicenseeDomain,
      hosts.map((host, index) => ({
        licenseeId: id,
        host,
        isPrimary: index === 0,
        verifiedAt: tx.now,
        vouched: true,
      })),
    );
    return this.licenseeOf(tx);
  }

  /** Forgets that the hosts were nobody's a moment ago. */
  created(input: NewLicensee): void {
    this.hosts.forget(hostsOf(input));
  }

  /**
   * The context in which the operator acts on a licensee: that tenant's rows, the operator's person as actor.
   * @throws Forbidden for somebody who is not on the operator's own host, whatever their role says
   */
  async operatorContext(ctx: Context, licenseeId: string): Promise<Context> {
    const { kind } = await this.db.read(ctx, (tx) => this.licenseeOf(tx));
    if (kind !== 'operator') throw new Forbidden();
    return { ...ctx, licenseeId };
  }

  /** The licensee of the transaction, when there is one that the operator can act on. @throws NotFound for none, a terminated one and the house itself */
  async operatedLicensee(tx: Tx): Promise<Licensee> {
    const licensee = await this.licenseeOf(tx);
    if (licensee.kind !== 'licensee' || licensee.status === 'terminated' || licensee.testOf !== null)
      throw new NotFound();
    return licensee;
  }

  /** The tenant of the transaction. */
  async licenseeOf(tx: Tx): Promise<Licensee> {
    const licensee = await tx.findOneBy(Licensee, { id: tx.ctx.licenseeId });
    if (!licensee) throw new NotFound();
    return licensee;
  }

  /** ISO 4217 code of every amount of the tenant. */
  async currencyOf(tx: Tx): Promise<string> {
    return (await this.licenseeOf(tx)).currency;
  }

  async nameOf(tx: Tx): Promise<string> {
    return (await this.licenseeOf(tx)).name;
  }

  /** What stands on the statements of cards and banks: see {@link statementName}. */
  async statementNameOf(tx: Tx): Promise<string> {
    const { shortName, slug } = await this.licenseeOf(tx);
    return statementName(shortName, slug);
  }

  /** The host that links lead to; in test mode that of the real licensee, for a twin has none. */
  async primaryHostOf(tx: Tx): Promise<string> {
    const { testOf } = await this.licenseeOf(tx);
    if (testOf !== null) return inTenant(tx, testOf, (real) => this.primaryHostOf(real));
    const primary = await tx.findOneBy(LicenseeDomain, { licenseeId: tx.ctx.licenseeId, isPrimary: true });
    if (!primary) throw new NotFound();
    return primary.host;
  }

  /** The terms in force now. */
  async termsOf(tx: Tx): Promise<LicenseeTerms> {
    const terms = await tx.findOneBy(LicenseeTerms, { licenseeId: tx.ctx.licenseeId });
    if (!terms) throw new NotFound();
    return terms;
  }

  /**
   * Guards what nothing new of may start while a licensee is suspended or has it switched off. Reads the rows, not the cache of hosts.
   * @throws LicenseeSuspended, NotOpenYet, LicencePastDue, SwitchedOff
   */
  async assertOpen(tx: Tx, what: Exclude<Switch, 'signIns'>): Promise<void> {
    const refusal = await this.refusal(tx, what);
    if (refusal) throw refusal;
  }

  /** The same as a question, for work that nobody waits for. */
  async isOpen(tx: Tx, what: Exclude<Switch, 'signIns'>): Promise<boolean> {
    return (await this.refusal(tx, what)) === undefined;
  }

  private async refusal(tx: Tx, what: Exclude<Switch, 'signIns'>): Promise<Problem | undefined> {
    const [row] = await rowsOf<
      { status: LicenseeStatus; hold: boolean; past_due: boolean; opened: boolean } & Record<Switch, boolean | null>
    >(
      tx,
      `select l.status, l.licence_hold as hold, l.licence_past_due as past_due, l.opened_at is not null as opened, s.calls, s.top_ups as "topUps", s.sign_ups as "signUps" from app.licensee l
         left join app.licensee_switches s on s.licensee_id = l.id where l.id = $1`,
      [tx.ctx.licenseeId],
    );
    if (!row) throw new NotFound();
    if (row.status !== 'active' || row.hold) return new LicenseeSuspended();
    if (!row.opened) return new NotOpenYet();
    if (what === 'topUps' && row.past_due) return new LicencePastDue(what);
    return row[what] === false ? new SwitchedOff(what) : undefined;
  }

  /** People of a suspended licensee still get in, to their money and their data; only the switch keeps them out. @throws SwitchedOff */
  async assertSignInsOn(tx: Tx): Promise<void> {
    if (!(await this.switchesOf(tx)).signIns) throw new SwitchedOff('signIns');
  }

  /** What is on at the tenant of the transaction. */
  async switchesOf(tx: Tx): Promise<Record<Switch, boolean>> {
    const row = await tx.findOneBy(LicenseeSwitches, { licenseeId: tx.ctx.licenseeId });
    return Object.fromEntries(SWITCHES.map((name) => [name, row?.[name] ?? true])) as Record<Switch, boolean>;
  }

  /** Whether people can pay in and be paid for: what a visitor is told, beside what the operator has switched off. */
  async effectiveSwitches(tx: Tx): Promise<Record<Switch, boolean>> {
    const switches = await this.switchesOf(tx);
    return { ...switches, topUps: switches.topUps && !(await this.licenseeOf(tx)).licencePastDue };
  }

  /** New advisors wait while an invoice of the licence is behind. @throws LicencePastDue */
  async assertNotPastDue(tx: Tx): Promise<void> {
    if ((await this.licenseeOf(tx)).licencePastDue) throw new LicencePastDue('advisors');
  }

  /** What the licence stops: all that costs money, or new money and new advisors only. Effective at once; what runs is finished. */
  async hold(
    tx: Tx,
    stopped: { readonly everything: boolean; readonly pastDue: boolean; readonly ended: boolean },
  ): Promise<void> {
    const { licencePastDue } = await this.licenseeOf(tx);
    await tx.update(
      Licensee,
      { id: tx.ctx.licenseeId },
      { licenceHold: stopped.everything, licencePastDue: stopped.pastDue, licenceEnded: stopped.ended },
    );
    await this.announceOpen(tx);
    if (stopped.pastDue !== licencePastDue) await this.announceSwitches(tx);
  }

  /** Goes live. Repeating it changes nothing. */
  async open(tx: Tx): Promise<void> {
    await tx.update(Licensee, { id: tx.ctx.licenseeId, openedAt: IsNull() }, { openedAt: tx.now });
    await this.announceOpen(tx);
  }

  /** Tells visitors whether something can start here. */
  async announceOpen(tx: Tx): Promise<void> {
    const { isOpen, licenceEnded } = await this.licenseeOf(tx);
    await this.live.announce(tx, 'site.open_changed', { open: isOpen, ended: licenceEnded });
  }

  /** Tells visitors what can start here. */
  async announceSwitches(tx: Tx): Promise<void> {
    await this.live.announce(tx, 'site.switched', await this.effectiveSwitches(tx));
  }

  /** Sets what the operator takes of each call that is requested from now on. @throws SharesTooHigh */
  async setOperatorShare(tx: Tx, operatorShareBp: number, highestAdvisorShareBp: number): Promise<void> {
    const terms = await this.termsOf(tx);
    const highest = Math.max(terms.advisorShareBp, highestAdvisorShareBp);
    if (operatorShareBp + highest > 10_000) throw new SharesTooHigh(operatorShareBp, highest);
    await tx.update(
      LicenseeTerms,
      { licenseeId: tx.ctx.licenseeId },
      { operatorShareBp, revision: () => 'revision + 1' },
    );
  }

  /** Sets what the licensee may set at most of the caps of stored value, from the next top-up on. */
  async setCeilings(tx: Tx, ceilings: Ceilings): Promise<void> {
    await tx.update(
      LicenseeTerms,
      { licenseeId: tx.ctx.licenseeId },
      {
        ceilingTopUpMinor: ceilings.topUpMaxMinor,
        ceilingBalanceMinor: ceilings.maxBalanceMinor,
        ceilingDayMinor: ceilings.topUpDayMaxMinor,
        ceilingYearMinor: ceilings.topUpYearMaxMinor,
        revision: () => 'revision + 1',
      },
    );
  }

  /** Sets the days from a call to its payout, 0 to 90; it counts for what is not paid out yet. */
  async setPayoutHold(tx: Tx, payoutHoldDays: number): Promise<void> {
    await tx.update(LicenseeTerms, { licenseeId: tx.ctx.licenseeId }, { payoutHoldDays });
  }

  /** What a visitor's browser needs before anybody signs in. */
  site(ctx: Context): Promise<SiteResponse> {
    return this.db.read(ctx, async (tx) => {
      const licensee = await this.licenseeOf(tx);
      const terms = await this.termsOf(tx);
      const most = greatestTopUp(terms);
      const { version, document } = await this.brands.published(tx);
      return {
        name: licensee.name,
        shortName: licensee.shortName,
        host: await this.primaryHostOf(tx),
        locale: licensee.locale,
        currency: licensee.currency,
        timeZone: licensee.timeZone,
        open: licensee.isOpen,
        ended: licensee.licenceEnded,
        topUp: {
          presetsMinor: terms.topUpPresetsMinor.filter((preset) => preset <= most).map(toJsonMinor),
          minMinor: toJsonMinor(terms.topUpMinMinor),
          maxMinor: toJsonMinor(most),
          bonuses: {
            tiers: terms.topUpBonuses,
            days: terms.topUpBonusDays,
            maxTimes: terms.topUpBonusMaxTimes,
            maxPerDay: terms.topUpBonusMaxPerDay,
          },
        },
        pricing: {
          incrementSeconds: terms.incrementSeconds,
          minimumSeconds: terms.minimumSeconds,
          freeSeconds: terms.freeSeconds,
          freeUserSeconds: terms.freeUserSeconds,
          freePairSeconds: terms.freePairSeconds,
          freeBelowSeconds: terms.freeBelowSeconds,
          connectionFeeMinor: toJsonMinor(terms.connectionFeeMinor),
        },
        switches: await this.effectiveSwitches(tx),
        locales: [...LOCALES],
        brand: { version, document: documentView(document) },
        assets: assetUrls(document),
      };
    });
  }
}

const hostsOf = ({ hosts }: NewLicensee): string[] =>
  hosts.map((raw) => {
    const host = normalHost(raw);
    if (host === undefined) throw new Error(`"${raw}" is not a host name`);
    return host;
  });
