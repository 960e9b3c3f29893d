import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { workerScope } from '~/shared/boot.ts';
import { queryClient } from '~/shared/query.ts';

type Device = Schemas['DeviceView'];

/**
 * unsupported: this browser cannot, or the service does not do it. ios: only an installed app can. denied: blocked in the settings of the page. off: not asked yet, or
 * turned off. on: registered.
 */
export type PushState =
  { readonly kind: 'unsupported' | 'ios' | 'denied' | 'off' } | { readonly kind: 'on'; readonly device: Device };

export const PUSH_KEY = ['push'] as const;
export const DEVICES_KEY = ['devices'] as const;

const isIos = /iPad|iPhone|iPod/.test(navigator.userAgent);

/** On the first visit the worker is still on its way when the page is drawn. */
const WORKER_MS = 5_000;

const LOOK_MS = 100;

/** The worker of this face, if it runs: the scope of the site's is around that of the console. */
async function runningWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return undefined;
  if (workerScope === undefined) return undefined;
  const found = await navigator.serviceWorker.getRegistration(workerScope);
  return found?.active && new URL(found.scope).pathname === workerScope ? found : undefined;
}

/** Undefined where pushes or workers are not known, or none comes. */
async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return undefined;
  for (const end = Date.now() + WORKER_MS; ;) {
    const worker = await runningWorker();
    if (worker || Date.now() > end) return worker;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

/** The browser forgets its address: else it would only be registered anew. */
export const unsubscribe = async (): Promise<void> => {
  await (await (await runningWorker())?.pushManager.getSubscription())?.unsubscribe();
};

const serverKey = async (): Promise<string | null> => (await unwrap(api.GET('/v1/devices/web-push-key', {}))).key;

/** `Firefox 130`, `Chrome 140`: what the person knows this device by. */
function browserName(): { model: string; osVersion: string } {
  const [, name = 'Browser', version = ''] =
    /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(navigator.userAgent.replace(/Chrome(?=.*(Edg|OPR)\/)/, '')) ?? [];
  const known = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' }[name] ?? name;
  return { model: `${known} ${version}`.trim(), osVersion: navigator.platform.slice(0, 50) || 'unknown' };
}

/** Tells the service where this browser gets its pushes; doing it again refreshes it. */
const register = (subscription: PushSubscription): Promise<Device> =>
  unwrap(
    api.POST('/v1/devices', {
      body: {
        platform: 'web',
        pushKind: 'web_subscription',
        pushValue: JSON.stringify(subscription),
        ...browserName(),
      },
    }),
  );

async function readState(): Promise<PushState> {
  const worker = await registration();
  if (!worker) return { kind: isIos ? 'ios' : 'unsupported' };
  const key = await serverKey();
  if (key === null) return { kind: 'unsupported' };
  if (Notification.permission === 'denied') return { kind: 'denied' };
  const subscription = await worker.pushManager.getSubscription();
  if (!subscription || Notification.permission !== 'granted') return { kind: 'off' };
  if (isFor(subscription, key)) return { kind: 'on', device: await register(subscription) };
  // No push of ours reaches it any more. It was allowed once; a browser that wants to be asked again is turned on by hand.
  const renewed = await subscribe(worker, key).catch(() => undefined);
  return renewed ? { kind: 'on', device: await register(renewed) } : { kind: 'off' };
}

/** A browser that does not tell the key of a subscription is believed. */
function isFor({ options }: PushSubscription, key: string): boolean {
  const own = (options as PushSubscriptionOptions | undefined)?.applicationServerKey;
  return !own || base64url(own) === key;
}

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** The service may have got another key since; a subscription belongs to one. */
async function subscribe(worker: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await worker.pushManager.subscribe(options);
  } catch (error) {
    const other = await worker.pushManager.getSubscription();
    if (!other) throw error;
    await other.unsubscribe();
    return worker.pushManager.subscribe(options);
  }
}

/** Asks the person, registers, and sends a test that proves it. */
async function turnOn(): Promise<PushState> {
  // First: browsers ask only in the moment of a click.
  const permission = await Notification.requestPermission();
  const [worker, key] = [await registration(), await serverKey()];
  if (!worker || key === null) return { kind: 'unsupported' };
  if (permission !== 'granted') return { kind: permission === 'denied' ? 'denied' : 'off' };
  const device = await register(await subscribe(worker, key));
  await sendTest(device.id);
  return { kind: 'on', device };
}

const sendTest = (id: string) => unwrap(api.POST('/v1/devices/{id}/test', { params: { path: { id } } }));

/** Removes this browser, before somebody else signs in here. */
export async function turnPushOff(): Promise<void> {
  const subscription = await (await runningWorker())?.pushManager.getSubscription();
  if (!subscription) return;
  try {
    if (Notification.permission === 'granted') {
      const { id } = await register(subscription);
      await unwrap(api.DELETE('/v1/devices/{id}', { params: { path: { id } } }));
    }
  } finally {
    // Also without an answer, or when the session is over: nothing comes here any more.
    await subscription.unsubscribe();
  }
}

/** At a start of the site: what was turned on once stays so, as browsers change their addresses. Asks nobody anything. */
export const refreshPush = (): Promise<PushState> =>
  queryClient.ensureQueryData({ queryKey: PUSH_KEY, queryFn: readState });

/** Whether pushes come to this browser. Each look refreshes the registration, as browsers change their addresses. */
export function usePush() {
  const client = useQueryClient();
  const settle = (): void => void client.invalidateQueries({ queryKey: DEVICES_KEY });
  const query = useQuery({ queryKey: PUSH_KEY, queryFn: readState, staleTime: Infinity, retry: false });
  return {
    state: query.data,
    turnOn: useMutation({
      mutationFn: turnOn,
      onSuccess: (state) => client.setQueryData<PushState>(PUSH_KEY, state),
      onSettled: settle,
    }),
    turnOff: useMutation({
      mutationFn: turnPushOff,
      onSettled: () => {
        settle();
        return client.invalidateQueries({ queryKey: PUSH_KEY });
      },
    }),
    test: useMutation({ mutationFn: sendTest }),
  };
}

/** Sends back the word of a test push, which only the push had: that proves the device. For as long as its page is open. */
export function usePushTests(): void {
  const client = useQueryClient();
  const { state } = usePush();
  const id = state?.kind === 'on' ? state.device.id : undefined;
  useEffect(() => {
    if (id === undefined) return;
    const onMessage = ({ data }: MessageEvent<{ type?: string; nonce?: string } | null>): void => {
      if (data?.type !== 'push.test' || data.nonce === undefined) return;
      void unwrap(api.POST('/v1/devices/{id}/test/ack', { params: { path: { id } }, body: { nonce: data.nonce } }))
        .then((device) => {
          const proved: PushState = { kind: 'on', device };
          client.setQueryData<PushState>(PUSH_KEY, proved);
          return client.invalidateQueries({ queryKey: DEVICES_KEY });
        })
        // Another page of this browser was first, or the test is too old.
        .catch(() => undefined);
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [client, id]);
}
