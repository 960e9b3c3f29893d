import { Moment, Shown } from '@app/kernel';
import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '../stripe/stripe-context.js';
import { ACCOUNT_FAULTS, type AccountFault, ENDPOINT_STATES, type EndpointHealth } from './account-health.js';
import type { AccountHealth } from './account-health.service.js';

export class EndpointHealthView {
  @Shown('Which events it sends', { type: String, enum: [...WEBHOOK_ENDPOINTS] }) endpoint: WebhookEndpoint;
  @Shown('What Stripe has there; unreadable = the key may not see it', { type: String, enum: [...ENDPOINT_STATES] })
  state: EndpointHealth['state'];
  @Shown('Types of events that are needed, and that it does not send', { type: [String] }) missingEvents: string[];
}

export class AccountHealthView {
  @Moment({ description: 'When Stripe said all this' }) lookedAt: string;
  @Shown('Whether it takes payments; null while Stripe does not know the key', { type: Boolean, nullable: true })
  chargesEnabled: boolean | null;
  @Shown('Whether money leaves it; null while Stripe does not know the key', { type: Boolean, nullable: true })
  payoutsEnabled: boolean | null;
  @Shown('Why Stripe holds it back, in its words', { type: String, nullable: true }) disabledReason: string | null;
  @Shown('What Stripe wants to know now, in its words', { type: [String] }) requirements: string[];
  @Shown('What is wrong, the worst first; empty = all is well', {
    type: String,
    enum: [...ACCOUNT_FAULTS],
    isArray: true,
  })
  faults: AccountFault[];
  @Shown('Since when anything is wrong', { type: String, format: 'date-time', nullable: true })
  unwellSince: string | null;
  @Shown('The endpoints of our webhooks there', { type: () => [EndpointHealthView] }) webhooks: EndpointHealthView[];
}

export const accountHealthView = (one: AccountHealth): AccountHealthView => ({
  lookedAt: one.lookedAt.toISOString(),
  chargesEnabled: one.chargesEnabled,
  payoutsEnabled: one.payoutsEnabled,
  disabledReason: one.disabledReason,
  requirements: [...one.requirements],
  faults: [...one.faults],
  unwellSince: one.unwellSince?.toISOString() ?? null,
  webhooks: one.webhooks.map(({ endpoint, state, missingEvents }) => ({
    endpoint,
    state,
    missingEvents: [...missingEvents],
  })),
});
