import type { LicenseeKind } from '@app/licensees';

export const FACES = ['site', 'pro', 'admin', 'ops'] as const;
export type Face = (typeof FACES)[number];

/** Which of the four front ends answers a path. The operator's host has one, a licensee's host has the other three. */
export function faceOf(kind: LicenseeKind, path: string): Face {
  if (kind === 'operator') return 'ops';
  const [, first] = path.split('/');
  return first === 'pro' || first === 'admin' ? first : 'site';
}

/** Paths that are no page: an unknown one among them is a 404 of the API. */
export const isPage = (path: string): boolean =>
  !/^\/(v1|webhooks|docs|problems|embed|brand|assets|livez|readyz|version|metrics)(\/|$)/.test(path) &&
  !/\.[a-z0-9]{1,11}$/i.test(path);

/** What a suspended licensee still shows: people with a running call, money or duties keep their pages. */
const WHILE_SUSPENDED = /^\/(calls|wallet|top-ups|history|account|sign-in|signed-in|consent|legal)(\/|$)/;
export const isOpenWhileSuspended = (face: Face, path: string): boolean =>
  face !== 'site' || WHILE_SUSPENDED.test(path);
