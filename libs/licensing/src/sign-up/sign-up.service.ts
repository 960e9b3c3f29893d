import { HttpStatus, Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  holderOf,
  keepAnswer,
  log,
  newId,
  publicId,
  publicUrl,
  recordOperatorAudit,
  systemContext,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService, type NewLicensee, SlugTaken } from '@app/licensees';
import { BillingProfilesService } from '../invoices/billing-profiles.service.js';
import { InvoicingService } from '../invoices/invoicing.service.js';
import { LicencesService } from '../licence/licences.service.js';
import { OperatorTenant } from '../operator-tenant.js';
import { PlansService } from '../plans/plans.service.js';
import { EmailVerificationsService } from './email-verifications.service.js';
import type { SignUpLicensee, SignedUpLicensee } from './sign-up.dto.js';

/** Names that would look like the house itself. */
const RESERVED = new Set(
  'admin api app assets billing blog cdn dashboard dev docs edge ftp help imap live login mail media ops operator pay platform pop root sandbox secure smtp staging static status support test webmail www'.split(
    ' ',
  ),
);
/** Where the plan says nothing; the licensee looks at its prices before it opens. */
const ADVISOR_SHARE_BP = 6_000;

/** How a company becomes a licensee by itself [A1]: tenant, owner, billing address and licence together or not at all. */
@Injectable()
export class SignUpService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly plans: PlansService,
    private readonly profiles: BillingProfilesService,
    private readonly licences: LicencesService,
    private readonly invoicing: InvoicingService,
    private readonly verifications: EmailVerificationsService,
    private readonly operator: OperatorTenant,
  ) {}

  /**
   * Makes a tenant that is not open yet. Nothing is told about e-mail addresses: each tenant has people of its own, so one that is known elsewhere is as good as
   * any. That a short address is taken can be seen by everybody who opens it. The answer is kept with what was made: a repeat with the same key gets it.
   * @throws NotFound (plan), PlanArchived, PlanNotOffered, SlugTaken, InvalidRequest, RateLimited
   */
  async signUp(ctx: Context, input: SignUpLicensee): Promise<SignedUpLicensee> {
    const operatorId = await this.operator.id();
    if (RESERVED.has(input.slug) || input.slug.includes('--')) throw new SlugTaken();
    if (input.timeZone !== undefined && !isTimeZone(input.timeZone))
      throw new InvalidRequest([{ pointer: '/timeZone', detail: 'is not an IANA time zone' }]);
    const plan = await this.db.read({ ...ctx, licenseeId: operatorId }, (tx) => this.plans.toSignUp(tx, input.planId));
    const locale = input.locale ?? ctx.locale;
    const prepared = await this.persons.prepare({
      role: 'owner',
      email: input.email,
      password: input.password,
      displayName: input.fullName,
      locale,
    });
    const host = `${input.slug}.${this.config.PLATFORM_TARGET_HOST}`;
    const operatorShareBp = plan.terms.operatorShareBp ?? 0;
    const wanted: NewLicensee = {
      slug: input.slug,
      name: input.brandName,
      shortName: shortOf(input.brandName),
      country: input.country,
      currency: plan.currency,
      locale: locale.startsWith('de') ? 'de' : 'en',
      timeZone: input.timeZone,
      hosts: [host],
      open: false,
      terms: { operatorShareBp, advisorShareBp: Math.min(ADVISOR_SHARE_BP, 10_000 - operatorShareBp), taxRateBp: 0 },
    };
    const made: SignedUpLicensee = { host, adminUrl: `${publicUrl(this.config, host)}/admin/` };
    const { idempotencyKey } = ctx;
    const own = { ...systemContext(newId(), 'sign_up', ctx.requestId), ip: ctx.ip };
    await this.db.transaction(own, async (tx) => {
      const licensee = await this.licensees.add(tx, wanted);
      const owner = await this.persons.add(tx, prepared);
      await this.profiles.write(tx, input, 0);
      await this.licences.begin(tx, plan, 'Signed up');
      await this.verifications.ask(tx, owner.id, owner.email);
      await recordOperatorAudit(tx, operatorId, {
        action: 'licensee.signed_up',
        subject: { kind: 'licensee', id: publicId('licensee', licensee.id) },
        after: { slug: licensee.slug, hosts: [host], plan: plan.name, version: plan.version },
      });
      if (idempotencyKey !== null)
        await this.operator.within(tx, (operators) =>
          keepAnswer(operators, holderOf(ctx), idempotencyKey, HttpStatus.CREATED, made),
        );
    });
    this.licensees.created(wanted);
    // So that it can be paid at once; the worker would write it in a few minutes.
    await this.invoicing
      .invoiceDue(systemContext(own.licenseeId, 'sign_up', ctx.requestId))
      .catch((error: unknown) => log.error({ err: error }, 'the first invoice waits for the worker'));
    return made;
  }
}

/** 2 to 16 characters, as a card statement has room for. */
function shortOf(name: string): string {
  const short = name.trim().slice(0, 16).trim();
  return short.length < 2 ? `${short}  `.slice(0, 2).replaceAll(' ', '.') : short;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
