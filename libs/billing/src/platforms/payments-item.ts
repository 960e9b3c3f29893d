import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { ChecklistItem, type ChecklistState } from '@app/licensees';
import { PlatformsService } from './platforms.service.js';

const DETAILS = {
  operator: 'Payments go to the account of the operator: nothing to do.',
  elsewhere: 'You keep the money of your users yourself: nothing to do.',
  ready: 'Your account at Stripe is connected.',
  no_key: 'Connect your account at Stripe: payments go there.',
  no_webhooks: 'Enter the webhooks at Stripe, and their signing secrets here.',
} as const;

/** Nobody goes live who cannot be paid. */
@Injectable()
export class PaymentsItem extends ChecklistItem {
  readonly id = 'payments';
  readonly position = 55;

  constructor(private readonly platforms: PlatformsService) {
    super();
  }

  async check(tx: Tx): Promise<ChecklistState> {
    const state = await this.platforms.isReady(tx);
    return { done: state !== 'no_key' && state !== 'no_webhooks', detail: DETAILS[state], href: '/admin/stripe' };
  }
}
