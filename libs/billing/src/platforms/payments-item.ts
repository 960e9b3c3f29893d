import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { ChecklistItem, type ChecklistState } from '@app/licensees';
import { PlatformsService } from './platforms.service.js';

const DETAILS = {
  operator: 'Payments go to the account of the operator: nothing to do.',
  elsewhere: 'You keep the money of your users yourself: nothing to do.',
  ready: 'Your account at Stripe is connected.',
  no_key: 'Connect your account at Stripe: payments go there.',
  key_refused: 'Stripe does not know your key any more: give a new one.',
  no_webhooks: 'Enter the webhooks at Stripe, and their signing secrets here.',
} as const;
const READY: readonly (keyof typeof DETAILS)[] = ['operator', 'elsewhere', 'ready'];

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
    return { done: READY.includes(state), detail: DETAILS[state], href: '/admin/stripe' };
  }
}
