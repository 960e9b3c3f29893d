import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Tx, newId, systemContext, toJsonMinor } from '@app/kernel';
import { normalHost } from './host.js';
import { HostResolver } from './host-resolver.service.js';
import { LicenseeDomain } from './licensee-domain.entity.js';
import { LicenseeTerms } from './licensee-terms.entity.js';
import { Licensee, type LicenseeKind } from './licensee.entity.js';
import type { SiteResponse } from './licensees.dto.js';
import { LicenseeSuspended } from './licensees.problems.js';

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
  ) {}

  /**
   * Creates a licensee with its terms and hosts. For the operator's own tools and the seed: no route leads here.
   * @throws HostTaken, SlugTaken
   */
  async create(input: NewLicensee): Promise<Licensee> {
    const hosts = input.hosts.map((raw) => {
      const host = normalHost(raw);
      if (host === undefined) throw new Error(`"${raw}" is not a host name`);
      return host;
    });
    const id = newId();
    const licensee = await this.db.transaction(systemContext(id, 'licensees.create'), async (tx) => {
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
    });
    this.hosts.forget(hosts);
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

  /** At most 16 characters. */
  async shortNameOf(tx: Tx): Promise<string> {
    return (await this.licenseeOf(tx)).shortName;
  }

  /** The host that links lead to. */
  async primaryHostOf(tx: Tx): Promise<string> {
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
   * Guards what a suspended licensee may not do: new calls and top-ups. Reads the row, not the cache of hosts.
   * @throws LicenseeSuspended
   */
  async assertOpen(tx: Tx): Promise<void> {
    const { status } = await this.licenseeOf(tx);
    if (status !== 'active') throw new LicenseeSuspended();
  }

  /** What a visitor's browser needs before anybody signs in. */
  site(ctx: Context): Promise<SiteResponse> {
    return this.db.read(ctx, async (tx) => {
      const licensee = await this.licenseeOf(tx);
      const terms = await this.termsOf(tx);
      return {
        name: licensee.name,
        shortName: licensee.shortName,
        host: await this.primaryHostOf(tx),
        locale: licensee.locale,
        currency: licensee.currency,
        timeZone: licensee.timeZone,
        open: licensee.status === 'active',
        topUp: {
          presetsMinor: terms.topUpPresetsMinor.map(toJsonMinor),
          minMinor: toJsonMinor(terms.topUpMinMinor),
          maxMinor: toJsonMinor(terms.topUpMaxMinor),
        },
      };
    });
  }
}
