import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { type Tone, usePaged } from '~/shared/ui/index.ts';

export type Endpoint = Schemas['WebhookEndpointView'];
export type Delivery = Schemas['WebhookDeliveryView'];

const KEY = 'webhooks';
const AGAIN_MS = 3_000;
const LOOK_AGAIN_MS = 10_000;

export const useEndpoints = () =>
  useQuery({ queryKey: [KEY, 'endpoints'], queryFn: () => unwrap(api.GET('/v1/webhook-endpoints')) });

/** Read again, more often while something waits: it may be switched off at any time. */
export const useEndpoint = (id: string) =>
  useQuery({
    queryKey: [KEY, 'endpoint', id],
    queryFn: () => unwrap(api.GET('/v1/webhook-endpoints/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => ((state.data?.waiting ?? 0) > 0 ? AGAIN_MS : LOOK_AGAIN_MS),
  });

const isOnItsWay = ({ status }: Pick<Delivery, 'status'>): boolean => status === 'waiting' || status === 'sending';

export interface DeliveryFilter {
  readonly endpointId?: string;
  readonly eventId?: string;
  readonly status?: Delivery['status'];
  readonly type?: string;
}

export const useDeliveries = (filter: DeliveryFilter) =>
  usePaged<Delivery>(
    [KEY, 'deliveries', filter],
    (cursor) => unwrap(api.GET('/v1/webhook-deliveries', { params: { query: { ...filter, cursor } } })),
    true,
    isOnItsWay,
  );

export const useDelivery = (id: string) =>
  useQuery({
    queryKey: [KEY, 'delivery', id],
    queryFn: () => unwrap(api.GET('/v1/webhook-deliveries/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data) ? AGAIN_MS : false),
  });

export const useEvents = (filter: { readonly type?: string; readonly subject?: string }) =>
  usePaged<Schemas['EventView']>(['events', filter], (cursor) =>
    unwrap(api.GET('/v1/events', { params: { query: { ...filter, cursor } } })),
  );

export const useEventTypes = () =>
  useQuery({
    queryKey: ['event-types'],
    staleTime: Infinity,
    queryFn: async () => (await unwrap(api.GET('/v1/event-types'))).data.map(({ type }) => type),
  });

/** After anything was done to an endpoint. */
export function useWebhooksChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [KEY] });
}

export const HEALTH_TONE: Readonly<Record<Endpoint['health'], Tone>> = {
  untried: 'waiting',
  healthy: 'good',
  failing: 'busy',
  disabled: 'bad',
};
export const DELIVERY_TONE: Readonly<Record<Delivery['status'], Tone>> = {
  waiting: 'waiting',
  sending: 'busy',
  delivered: 'good',
  failed: 'bad',
};
export const DELIVERY_STATUSES = [
  'waiting',
  'sending',
  'delivered',
  'failed',
] as const satisfies readonly Delivery['status'][];
