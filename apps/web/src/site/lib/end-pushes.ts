/** Before somebody is signed out: else this browser would be told what is for somebody who is not here any more. Never fails. */
export async function endPushes(): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  await import('~/features/push/index.ts').then(({ turnPushOff }) => turnPushOff()).catch(() => undefined);
}
