/// <reference lib="webworker" />
/**
 * Pushes to the advisors' console and to the site while no page of it is open. A push says nothing of a person: its token is sent back at once, which tells the service that this device
 * rings, and the answer says who calls.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

type Pushed =
  | { readonly type: 'call.ring'; readonly callId: string; readonly expiresAt: string; readonly token: string }
  | { readonly type: 'call.cancel'; readonly callId: string; readonly why: string }
  | { readonly type: 'test'; readonly nonce: string }
  | { readonly type: 'notice'; readonly kind: string; readonly path?: string };

/** What `POST /v1/rings/heard` answers. */
interface Ring {
  readonly status: 'ringing' | 'missed' | 'over';
  readonly medium: string;
  readonly callerAlias: string;
  readonly brand: string;
  readonly locale: string;
}

const ICON = '/brand/icons/192.png';
const WORDS = {
  en: {
    voice: 'Incoming call',
    video: 'Incoming video call',
    unknown: 'Somebody is calling you',
    missed: 'Missed call',
    test: 'Push messages reach this device.',
    notice: 'There is a message for you.',
    advisor_online: 'The advisor whom you wait for is online.',
    callback_ready: 'The advisor waits for your call.',
    booking_soon: 'Your booking begins soon.',
    booking_started: 'The advisor waits in your booked call.',
  },
  de: {
    voice: 'Eingehender Anruf',
    video: 'Eingehender Videoanruf',
    unknown: 'Sie werden angerufen',
    missed: 'Verpasster Anruf',
    test: 'Push-Nachrichten erreichen dieses Gerät.',
    notice: 'Es gibt eine Nachricht für Sie.',
    advisor_online: 'Der Berater, auf den Sie warten, ist online.',
    callback_ready: 'Der Berater wartet auf Ihren Anruf.',
    booking_soon: 'Ihre Buchung beginnt bald.',
    booking_started: 'Der Berater wartet im gebuchten Gespräch.',
  },
};
const wordsIn = (locale: string) => (locale.startsWith('de') ? WORDS.de : WORDS.en);
const ownWords = () => wordsIn(worker.navigator.language);

/** Rings that were taken back; one whose answer is still on its way must not show itself afterwards. */
const cancelled = new Set<string>();

interface Shown {
  readonly body: string;
  readonly tag: string;
  /** Where a click leads. */
  readonly path: string;
  readonly rings?: boolean;
}

function show(title: string, { body, tag, path, rings = false }: Shown): Promise<void> {
  // Two members that the types of the DOM do not know.
  const options: NotificationOptions & { renotify?: boolean; vibrate?: number[] } = {
    body,
    tag,
    icon: ICON,
    data: { path },
    requireInteraction: rings,
    silent: !rings,
    ...(rings && { renotify: true, vibrate: [400, 200, 400, 200, 400] }),
  };
  return worker.registration.showNotification(title, options);
}

/**
 * Safari ends a subscription after a few pushes that called for no notification: where there is nothing to tell, one comes and goes without a sound. Its tag is its
 * own, so that it takes the place of no missed call and is never taken for a ring.
 */
async function showNothing(): Promise<void> {
  const tag = 'nothing';
  await show(worker.location.host, { body: '', tag, path: '' });
  for (const shown of await worker.registration.getNotifications({ tag })) shown.close();
}

/** The site's scope is around those of the other faces. */
const isOfSite = new URL(worker.registration.scope).pathname === '/';
const isHere = (url: string): boolean =>
  url.startsWith(worker.registration.scope) && !(isOfSite && /^\/(pro|admin|ops)(\/|$)/.test(new URL(url).pathname));

const pages = (): Promise<readonly WindowClient[]> =>
  worker.clients
    .matchAll({ type: 'window', includeUncontrolled: true })
    .then((all) => all.filter(({ url }) => isHere(url)));

async function hear(token: string): Promise<Ring | 'nobody' | 'no answer'> {
  try {
    const response = await fetch('/v1/rings/heard', {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return (await response.json()) as Ring;
    return response.status === 404 ? 'nobody' : 'no answer';
  } catch {
    return 'no answer';
  }
}

async function ring({ callId, expiresAt, token }: Extract<Pushed, { type: 'call.ring' }>): Promise<void> {
  const told = await hear(token);
  // The device is somebody else's by now, or the ring is long over.
  if (told === 'nobody' || cancelled.has(callId)) return showNothing();
  const at = { tag: callId, path: '' };
  if (told === 'no answer') {
    if (Date.parse(expiresAt) <= Date.now()) return showNothing();
    return show(await brandName(), { ...at, body: ownWords().unknown, rings: true });
  }
  const words = wordsIn(told.locale);
  const what = told.status === 'missed' ? words.missed : told.medium === 'video' ? words.video : words.voice;
  if (told.status === 'over') return showNothing();
  // A page that is looked at rings by itself, over the whole screen.
  if (told.status === 'ringing' && (await pages()).some(({ visibilityState }) => visibilityState === 'visible'))
    return showNothing();
  await show(told.callerAlias, { ...at, body: `${what} · ${told.brand}`, rings: told.status === 'ringing' });
}

async function cancel({ callId, why }: Extract<Pushed, { type: 'call.cancel' }>): Promise<void> {
  cancelled.add(callId);
  const rung = await worker.registration.getNotifications({ tag: callId });
  const [last] = rung;
  if (last && (why === 'cancelled' || why === 'no_answer')) {
    const brand = last.body.split(' · ')[1] ?? '';
    const missed = ownWords().missed;
    // With the tag of the ring it takes its place; a close beside it might close this one.
    await show(last.title, { body: brand === '' ? missed : `${missed} · ${brand}`, tag: callId, path: 'calls' });
  } else {
    for (const notification of rung) notification.close();
    await showNothing();
  }
}

/** A test proves itself only when a page sends its word back: the worker has no sign-in of its own. */
async function test({ nonce }: Extract<Pushed, { type: 'test' }>): Promise<void> {
  await show(await brandName(), { body: ownWords().test, tag: 'test', path: '' });
  for (const page of await pages()) page.postMessage({ type: 'push.test', nonce });
}

/** Name of the licensee, from the manifest of the scope. */
async function brandName(): Promise<string> {
  try {
    const response = await fetch(new URL('manifest.webmanifest', worker.registration.scope), { credentials: 'omit' });
    return ((await response.json()) as { short_name?: string }).short_name ?? worker.location.host;
  } catch {
    return worker.location.host;
  }
}

async function take(pushed: Pushed): Promise<void> {
  if (pushed.type === 'call.ring') await ring(pushed);
  else if (pushed.type === 'call.cancel') await cancel(pushed);
  else if (pushed.type === 'test') await test(pushed);
  else await show(await brandName(), { body: noticeWords(pushed.kind), tag: 'notice', path: pushed.path ?? '' });
}

/** What cannot wait says what it is, and of nobody. */
function noticeWords(kind: string): string {
  const words: Readonly<Record<string, string>> = ownWords();
  return words[kind] ?? ownWords().notice;
}

/** To a page that is open, which is not loaded anew: a call may run in it. Else a new one. On the site only a page that shows what it is about will do. */
async function open(path: string): Promise<void> {
  const target = new URL(path, worker.registration.scope);
  const known = (await pages()).find(({ url }) => !isOfSite || new URL(url).pathname === target.pathname);
  if (known) await known.focus();
  else await worker.clients.openWindow(target.href);
}

worker.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(take(event.data.json() as Pushed));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { path?: string } | null)?.path ?? ''));
});
