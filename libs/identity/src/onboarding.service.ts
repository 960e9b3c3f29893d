import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, newId, publicId, recordOperatorAudit } from '@app/kernel';
import { LicenseesService, type NewLicensee, operatedLicenseeView } from '@app/licensees';
import type { CreateLicenseeRequest, CreatedLicenseeResponse } from './onboarding.dto.js';
import { personView } from './persons.dto.js';
import { PersonsService } from './persons.service.js';

/** How a licensee comes into being: the tenant and somebody who can sign in there, together or not at all. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
  ) {}

  /** @throws SlugTaken, HostTaken, InvalidRequest, RateLimited */
  async create(ctx: Context, input: CreateLicenseeRequest): Promise<CreatedLicenseeResponse> {
    const { ownerEmail, ownerPassword, ownerName, operatorShareBp, advisorShareBp, taxRateBp, ...licensee } = input;
    assertPlausible(input);
    const wanted: NewLicensee = { ...licensee, terms: { operatorShareBp, advisorShareBp, taxRateBp } };
    const prepared = await this.persons.prepare(
      {
        role: 'owner',
        email: ownerEmail,
        password: ownerPassword,
        displayName: ownerName ?? 'Owner',
        locale: input.locale,
      },
      '/ownerPassword',
    );
    const created = await this.db.transaction(await this.licensees.operatorContext(ctx, newId()), async (tx) => {
      const row = await this.licensees.add(tx, wanted);
      const owner = await this.persons.add(tx, prepared);
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'licensee.created',
        subject: { kind: 'licensee', id: publicId('licensee', row.id) },
        after: {
          slug: row.slug,
          hosts: licensee.hosts,
          operatorShareBp,
          advisorShareBp,
          taxRateBp,
          owner: publicId('person', owner.id),
        },
      });
      return {
        ...operatedLicenseeView(row, await this.licensees.primaryHostOf(tx)),
        owner: personView(owner),
      };
    });
    this.licensees.created(wanted);
    return created;
  }
}

function assertPlausible({ operatorShareBp, advisorShareBp, timeZone }: CreateLicenseeRequest): void {
  if (operatorShareBp + advisorShareBp > 10_000)
    throw new InvalidRequest([
      { pointer: '/advisorShareBp', detail: 'must leave the shares together at 10000 or below' },
    ]);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new InvalidRequest([{ pointer: '/timeZone', detail: 'is not an IANA time zone' }]);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
