import { Injectable } from '@nestjs/common';
import { Db, Every, NotFound, log, systemContext } from '@app/kernel';
import { DomainsService } from './domains/domains.service.js';
import { PricingService } from './pricing/pricing.service.js';

const BATCH = 200;

/** What the tenants need without being asked. Everything due is read from rows, so nothing is lost with a process. */
@Injectable()
export class LicenseesJobs {
  constructor(
    private readonly db: Db,
    private readonly domains: DomainsService,
    private readonly pricing: PricingService,
  ) {}

  /** Looks at verified domains again, and ends claims that nobody proved. */
  @Every('41 * * * *', 'licensees.recheck_domains')
  async recheckDomains(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id')) {
      const ctx = systemContext(id, 'licensees.recheck_domains');
      for (const host of await this.domains.verifiedHosts(ctx))
        await this.domains.recheck(ctx, host).catch((error: unknown) => {
          if (!(error instanceof NotFound)) log.error({ err: error, host }, 'a domain cannot be checked');
        });
      await this.domains.dropUnproved(ctx);
    }
  }

  /** Prices that were planned for now. */
  @Every('* * * * *', 'licensees.apply_terms')
  async applyTerms(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.due_terms_changes($1, $2)',
      [await this.db.now(), BATCH],
    );
    for (const { licensee_id: licenseeId, id } of due)
      await this.pricing
        .applyPlanned(systemContext(licenseeId, 'licensees.apply_terms'), id)
        .catch((error: unknown) => log.error({ err: error, licenseeId }, 'planned prices cannot be applied'));
  }
}
