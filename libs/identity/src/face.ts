import type { Role } from '@app/kernel';

/** The four web applications. Each keeps its own sign-in, also where they share a host. */
export const FACES = ['site', 'pro', 'admin', 'ops'] as const;
export type Face = (typeof FACES)[number];

const FACE_OF: Readonly<Record<Role, Face>> = {
  end_user: 'site',
  advisor: 'pro',
  owner: 'admin',
  admin: 'admin',
  finance: 'admin',
  support: 'admin',
  analyst: 'admin',
  operator: 'ops',
};

/** The one face that people of a role work on. */
export const faceOf = (role: Role): Face => FACE_OF[role];
