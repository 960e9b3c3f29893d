import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { Tx } from '@app/kernel';
import { BrandService } from '../brand/brand.service.js';
import { LicenseeDomain } from '../licensee-domain.entity.js';
import { LicenseesService } from '../licensees.service.js';
import type { LegalKind } from '../legal/legal-page.entity.js';
import { LegalService } from '../legal/legal.service.js';
import { ChecklistItem, type ChecklistState } from './checklist-item.js';

@Injectable()
export class BrandItem extends ChecklistItem {
  readonly id = 'brand';
  readonly position = 10;

  constructor(private readonly brands: BrandService) {
    super();
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const { version } = await this.brands.published(tx);
    return {
      done: version > 0,
      detail: version > 0 ? `Version ${version} is live.` : 'Nothing is published.',
      href: '/admin/brand',
    };
  }
}

@Injectable()
export class DomainItem extends ChecklistItem {
  readonly id = 'domain';
  readonly position = 20;

  async check(tx: Tx): Promise<ChecklistState> {
    const [domain] = await tx.find(LicenseeDomain, {
      where: { licenseeId: tx.ctx.licenseeId, verifiedAt: Not(IsNull()), brokenSince: IsNull() },
      order: { isPrimary: 'DESC', host: 'ASC' },
      take: 1,
    });
    return {
      done: domain !== undefined,
      detail: domain ? `${domain.host} is verified.` : 'No domain is verified.',
      href: '/admin/domains',
    };
  }
}

/** A published page of one kind, in any language. */
export class LegalItem extends ChecklistItem {
  readonly id: string;

  constructor(
    private readonly legal: LegalService,
    private readonly kind: LegalKind,
    readonly position: number,
  ) {
    super();
    this.id = `legal_${kind}`;
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const locales = (await this.legal.currentOf(tx))
      .filter(({ kind }) => kind === this.kind)
      .map(({ locale }) => locale);
    return {
      done: locales.length > 0,
      detail: locales.length > 0 ? `Published in: ${locales.join(', ')}.` : 'Not published in any language.',
      href: `/admin/legal/${this.kind}`,
    };
  }
}

/** There are always prices; somebody of the licensee must have looked at them. */
@Injectable()
export class PricingItem extends ChecklistItem {
  readonly id = 'pricing';
  readonly position = 40;

  constructor(private readonly licensees: LicenseesService) {
    super();
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const { reviewedAt } = await this.licensees.termsOf(tx);
    return {
      done: reviewedAt !== null,
      detail: reviewedAt === null ? 'Nobody has saved the pricing rules yet.' : 'The pricing rules were saved.',
      href: '/admin/pricing',
    };
  }
}
