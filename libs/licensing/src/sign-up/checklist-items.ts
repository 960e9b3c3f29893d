import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { ChecklistItem, type ChecklistState, LicenseesService } from '@app/licensees';
import { LicenceInvoice } from '../invoices/invoice.entity.js';
import { Licence } from '../licence/licence.entity.js';
import { EmailVerificationsService } from './email-verifications.service.js';

@Injectable()
export class EmailItem extends ChecklistItem {
  readonly id = 'email';
  readonly position = 5;

  constructor(private readonly verifications: EmailVerificationsService) {
    super();
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const done = await this.verifications.isVerified(tx);
    return {
      done,
      detail: done ? 'The e-mail address is verified.' : 'Open the link that was sent to you.',
      href: '/admin/licence',
    };
  }
}

/** A licence that runs, with nothing unpaid from before the start. Once the site was opened, only the latter: what happens to the licence later is no step of the set-up. */
@Injectable()
export class LicenceItem extends ChecklistItem {
  readonly id = 'licence';
  readonly position = 50;

  constructor(private readonly licensees: LicenseesService) {
    super();
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const { licenseeId } = tx.ctx;
    const href = '/admin/licence';
    const licence = await tx.findOneBy(Licence, { licenseeId });
    if (!licence) return { done: true, detail: 'No licence is needed here.', href };
    const { openedAt } = await this.licensees.licenseeOf(tx);
    if (openedAt === null && (licence.status === 'suspended' || licence.status === 'terminated'))
      return { done: false, detail: `The licence is ${licence.status}.`, href };
    if (licence.chargedFrom !== null && !licence.setupInvoiced)
      return { done: false, detail: 'The first invoice is being written.', href };
    const isOpen = await tx.existsBy(LicenceInvoice, { licenseeId, period: 'setup', status: 'open' });
    return {
      done: !isOpen,
      detail: isOpen ? 'The set-up fee is not paid.' : `The licence is ${licence.status}: ${licence.planName}.`,
      href,
    };
  }
}
