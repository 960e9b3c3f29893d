import { defineEvent } from '@app/kernel';

export const CHANGES = ['created', 'changed', 'enabled', 'deleted', 'secret_rotated'] as const;
type EndpointChange = (typeof CHANGES)[number];
export const DISABLED_BECAUSE = ['staff', 'gone', 'failing'] as const;
export type DisabledBecause = (typeof DISABLED_BECAUSE)[number];
/** Why a message was given up before its schedule ended: its endpoint was disabled, or deleted. */
export const DROPPED_BECAUSE = [...DISABLED_BECAUSE, 'deleted'] as const;
export type DroppedBecause = (typeof DROPPED_BECAUSE)[number];

export const WebhookEndpointMoved = defineEvent<{ endpointId: string; change: EndpointChange }>(
  'webhook_endpoint.moved',
  'A webhook endpoint was made, changed, switched on, deleted, or got a new secret',
);
/** Nothing is sent there any more. Unless staff did it themselves, somebody has to look [N11]. */
export const WebhookEndpointDisabled = defineEvent<{
  endpointId: string;
  because: DisabledBecause;
  failingSince: string | null;
}>('webhook_endpoint.disabled', 'A webhook endpoint was disabled');
