import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  addSeconds,
  cursorPosition,
  page,
  recordAudit,
} from '@app/kernel';
import { normalHost } from '../host.js';
import { HostResolver } from '../host-resolver.service.js';
import { LicenseeDomain } from '../licensee-domain.entity.js';
import { Dns } from './dns.js';
import { type Diagnosis, type Expectation, diagnose, kindOfHost, observe } from './domain-doctor.js';
import { afterCheck, statusOf } from './domain-status.js';
import { type AddDomainRequest, type DomainView, domainView } from './domains.dto.js';
import { DomainNeeded, DomainNotVerified, PlatformHost, TooManyDomains } from './domains.problems.js';

const MAX_DOMAINS = 20;
/** An unproved claim ends, or one licensee could keep another from its own name. */
const CLAIM_SECONDS = 14 * 24 * 3600;

/** The hosts of a licensee, and the proof that they are its own. */
@Injectable()
export class DomainsService {
  constructor(
    private readonly db: Db,
    private readonly hosts: HostResolver,
    private readonly dns: Dns,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** By name. */
  list(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<DomainView>> {
    const after = cursorPosition(cursor, [/^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)$/])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(LicenseeDomain, {
        where: { licenseeId: ctx.licenseeId, ...(after === undefined ? {} : { host: MoreThan(after) }) },
        order: { host: 'ASC' },
        take: limit + 1,
      });
      return page(
        rows,
        limit,
        ({ host }) => [host],
        (domain) => this.view(domain),
      );
    });
  }

  /** Claims a host. It answers for nobody until a check has found the proof. @throws PlatformHost, TooManyDomains, HostTaken */
  async add(ctx: Context, input: AddDomainRequest): Promise<DomainView> {
    const host = normalHost(input.host);
    if (host === undefined) throw new InvalidRequest([{ pointer: '/host', detail: 'is not a host name' }]);
    if (kindOfHost(host, this.config.PLATFORM_TARGET_HOST) === 'platform') throw new PlatformHost();
    return this.db.transaction(ctx, async (tx) => {
      if ((await tx.countBy(LicenseeDomain, { licenseeId: ctx.licenseeId })) >= MAX_DOMAINS)
        throw new TooManyDomains(MAX_DOMAINS);
      await tx.insert(LicenseeDomain, {
        licenseeId: ctx.licenseeId,
        host,
        isPrimary: false,
        verificationToken: randomBytes(20).toString('hex'),
        createdAt: tx.now,
      });
      await recordAudit(tx, { action: 'domain.added', subject: { kind: 'domain', id: host } });
      return this.view(await this.domainOf(tx, host));
    });
  }

  /** Asks DNS and keeps what it found. A proof that is found counts at once. @throws NotFound */
  check(ctx: Context, host: string): Promise<DomainView> {
    return this.examine(ctx, host, false);
  }

  /** The same for the worker, whose failures count towards `broken`. @throws NotFound */
  async recheck(ctx: Context, host: string): Promise<void> {
    await this.examine(ctx, host, true);
  }

  /** Links lead to this host from now on. @throws NotFound, DomainNotVerified, DomainsChanged */
  makePrimary(ctx: Context, host: string): Promise<DomainView> {
    return this.db.transaction(ctx, async (tx) => {
      const domain = await this.domainOf(tx, host);
      if (statusOf(domain) !== 'verified') throw new DomainNotVerified();
      if (!domain.isPrimary) {
        const { licenseeId } = ctx;
        const before = await tx.findOneBy(LicenseeDomain, { licenseeId, isPrimary: true });
        await tx.update(LicenseeDomain, { licenseeId, isPrimary: true }, { isPrimary: false });
        await tx.update(LicenseeDomain, { licenseeId, host }, { isPrimary: true });
        await recordAudit(tx, {
          action: 'domain.made_primary',
          subject: { kind: 'domain', id: host },
          before: { primary: before?.host ?? null },
          after: { primary: host },
        });
      }
      return this.view(await this.domainOf(tx, host));
    });
  }

  /** The host answers for nobody any more. @throws NotFound, InvalidRequest for a wrong confirmation, DomainNeeded */
  async remove(ctx: Context, host: string, confirm: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const domain = await this.domainOf(tx, host);
      if (normalHost(confirm) !== host) throw new InvalidRequest([{ pointer: '/confirm', detail: `must be ${host}` }]);
      const others = await tx.countBy(LicenseeDomain, { licenseeId: ctx.licenseeId, host: Not(host) });
      if (others === 0) throw new DomainNeeded('It is the last one.');
      // In the statement itself, or it could become the primary one in between.
      const { affected } = await tx.delete(LicenseeDomain, { licenseeId: ctx.licenseeId, host, isPrimary: false });
      if (affected !== 1) throw new DomainNeeded('It is the primary one: make another one primary first.');
      await recordAudit(tx, {
        action: 'domain.removed',
        subject: { kind: 'domain', id: host },
        before: { status: statusOf(domain) },
      });
    });
    this.hosts.forget([host]);
  }

  /** Hosts that the worker looks at again. */
  async verifiedHosts(ctx: Context): Promise<string[]> {
    const rows = await this.db.read(ctx, (tx) =>
      tx.find(LicenseeDomain, {
        where: { licenseeId: ctx.licenseeId, verifiedAt: Not(IsNull()) },
        order: { host: 'ASC' },
      }),
    );
    return rows
      .map(({ host }) => host)
      .filter((host) => kindOfHost(host, this.config.PLATFORM_TARGET_HOST) !== 'platform');
  }

  /** Ends claims that nobody proved in 14 days, so that the name is free again. */
  dropUnproved(ctx: Context): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const old = {
        licenseeId: ctx.licenseeId,
        verifiedAt: IsNull(),
        isPrimary: false,
        createdAt: LessThan(addSeconds(tx.now, -CLAIM_SECONDS)),
      };
      for (const { host } of await tx.findBy(LicenseeDomain, old)) {
        const { affected } = await tx.delete(LicenseeDomain, { ...old, host });
        if (affected === 1) await recordAudit(tx, { action: 'domain.lapsed', subject: { kind: 'domain', id: host } });
      }
    });
  }

  /** Looks first and writes afterwards: DNS may take seconds. */
  private async examine(ctx: Context, host: string, counts: boolean): Promise<DomainView> {
    const before = await this.db.read(ctx, (tx) => this.domainOf(tx, host));
    if (kindOfHost(host, this.config.PLATFORM_TARGET_HOST) === 'platform') return this.view(before);
    const diagnosis = diagnose(this.expectationOf(before), await observe(this.dns, host));
    const after = await this.db.transaction(ctx, (tx) => this.record(tx, before, diagnosis, counts));
    this.hosts.forget([host]);
    return this.view(after);
  }

  private async record(tx: Tx, before: LicenseeDomain, diagnosis: Diagnosis, counts: boolean): Promise<LicenseeDomain> {
    const { licenseeId, host, checks, verificationToken } = before;
    const state = afterCheck(before, diagnosis, tx.now, counts);
    const { affected } = await tx.update(
      LicenseeDomain,
      { licenseeId, host, checks, verificationToken },
      {
        ...state,
        checks: checks + 1,
        checkedAt: tx.now,
        records: diagnosis.records,
        findings: diagnosis.findings,
      },
    );
    // Nothing: another check was faster, or the host was given up.
    if (affected === 1 && statusOf(before) !== statusOf(state))
      await recordAudit(tx, {
        action: 'domain.status_changed',
        subject: { kind: 'domain', id: host },
        before: { status: statusOf(before) },
        after: { status: statusOf(state) },
      });
    return this.domainOf(tx, host);
  }

  private async domainOf(tx: Tx, host: string): Promise<LicenseeDomain> {
    const domain = await tx.findOneBy(LicenseeDomain, { licenseeId: tx.ctx.licenseeId, host });
    if (!domain) throw new NotFound();
    return domain;
  }

  private view(domain: LicenseeDomain): DomainView {
    return domainView(domain, this.expectationOf(domain));
  }

  private expectationOf({ host, verificationToken }: LicenseeDomain): Expectation {
    return {
      host,
      token: verificationToken,
      targetHost: this.config.PLATFORM_TARGET_HOST,
      targetAddresses: this.config.PLATFORM_TARGET_ADDRESSES,
      issuer: this.config.CERTIFICATE_ISSUER,
    };
  }
}
