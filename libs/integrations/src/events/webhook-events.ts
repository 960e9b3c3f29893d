import { publicId } from '@app/kernel';
import {
  CHANGES,
  DISABLED_BECAUSE,
  WebhookEndpointDisabled,
  WebhookEndpointMoved,
} from '../webhooks/webhooks.events.js';
import { At, OneOf, RefersTo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class WebhookEndpointData {
  @RefersTo('webhookEndpoint', 'The endpoint') endpointId: string;
}
export class WebhookEndpointDisabledData extends WebhookEndpointData {
  @OneOf('staff = by hand, gone = it answered 410, failing = nothing good for days', DISABLED_BECAUSE)
  because: string;
  @At('Since when no try succeeded; null when the last one did', { nullable: true }) failingSince: string | null;
}

const ofEndpoint = ['webhookEndpoint', (fact: { endpointId: string }) => fact.endpointId] as const;
const endpoint = (fact: { endpointId: string }): WebhookEndpointData => ({
  endpointId: publicId('webhookEndpoint', fact.endpointId),
});

const WORDS = {
  created: 'A webhook endpoint was made',
  changed: 'The address, the types or the description of a webhook endpoint changed',
  enabled: 'A webhook endpoint is sent events again',
  deleted: 'A webhook endpoint was deleted',
  secret_rotated: 'A webhook endpoint got a new secret; the one before signs for 24 hours more',
} as const satisfies Record<(typeof CHANGES)[number], string>;

export const WEBHOOK_EVENTS: readonly PublicEvent[] = [
  ...CHANGES.map((change) =>
    publicEvent(WebhookEndpointMoved, {
      type: `webhook_endpoint.${change}`,
      description: WORDS[change],
      payload: WebhookEndpointData,
      subject: ofEndpoint,
      when: (fact) => fact.change === change,
      data: endpoint,
    }),
  ),
  publicEvent(WebhookEndpointDisabled, {
    type: 'webhook_endpoint.disabled',
    description: 'A webhook endpoint is not sent anything any more',
    payload: WebhookEndpointDisabledData,
    subject: ofEndpoint,
    data: (fact) => ({ ...endpoint(fact), because: fact.because, failingSince: fact.failingSince }),
  }),
];
