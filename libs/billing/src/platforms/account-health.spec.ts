import { describe, expect, it } from '@jest/globals';
import { type AccountFacts, endpointsHealth, faultsOf } from './account-health.js';

const place = (endpoint: string): string => `/webhooks/stripe/default/${endpoint}`;
const eventsOf = (endpoint: string): string[] =>
  endpoint === 'platform' ? ['charge.updated', 'refund.failed'] : ['account.updated'];
const at = (endpoint: string, change: object = {}) => ({
  url: `https://pay.example${place(endpoint)}`,
  isEnabled: true,
  events: ['*'],
  ...change,
});
const account = (endpoints: AccountFacts['endpoints'], change: Partial<AccountFacts> = {}): AccountFacts => ({
  chargesEnabled: true,
  payoutsEnabled: true,
  disabledReason: null,
  requirements: [],
  endpoints,
  ...change,
});
const found = (facts: AccountFacts) => faultsOf(facts, endpointsHealth(facts, place, eventsOf));

describe('the health of an account at Stripe', () => {
  it('is well with both endpoints, whatever the host, and what they send', () => {
    expect(
      found(account([at('platform'), at('connect', { url: `https://other.example${place('connect')}` })])),
    ).toEqual([]);
    expect(
      found(account([at('platform', { events: ['charge.updated', 'refund.failed', 'other'] }), at('connect')])),
    ).toEqual([]);
  });

  it.each([
    ['there is none', [at('platform')], ['webhook_missing']],
    [
      'it is of somebody else',
      [at('platform'), { ...at('connect'), url: 'https://pay.example/else' }],
      ['webhook_missing'],
    ],
    ['its address is none', [at('platform'), { ...at('connect'), url: 'none' }], ['webhook_missing']],
    ['it is switched off', [at('platform', { isEnabled: false }), at('connect')], ['webhook_disabled']],
    ['another of the same address is on', [at('platform', { isEnabled: false }), at('platform'), at('connect')], []],
    [
      'it does not send all',
      [at('platform', { events: ['charge.updated'] }), at('connect')],
      ['webhook_events_missing'],
    ],
    ['the key may not read it', undefined, ['webhooks_unreadable']],
  ])('says of an endpoint when %s', (_why, endpoints, faults) => {
    expect(found(account(endpoints))).toEqual(faults);
  });

  it('names the events that are missing', () => {
    const facts = account([at('platform', { events: ['charge.updated'] }), at('connect')]);
    expect(endpointsHealth(facts, place, eventsOf)[0]).toEqual({
      endpoint: 'platform',
      state: 'events_missing',
      missingEvents: ['refund.failed'],
    });
  });

  it('says the worst first', () => {
    const held = { chargesEnabled: false, payoutsEnabled: false, requirements: ['company.tax_id'] };
    expect(found(account([at('platform', { isEnabled: false })], held))).toEqual([
      'charges_disabled',
      'webhook_missing',
      'webhook_disabled',
      'payouts_disabled',
      'requirements_due',
    ]);
  });
});
