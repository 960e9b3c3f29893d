import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { type AreaName, type StaffRole, maySee } from './areas.ts';

/** The signed-in member of staff, or the operator standing in. */
export interface Staff extends Omit<Schemas['MeResponse'], 'role'> {
  readonly role: StaffRole;
}

const StaffContext = createContext<Staff | null>(null);
export const StaffProvider = StaffContext.Provider;

export const useMe = () =>
  useQuery({ queryKey: ['me'], queryFn: () => unwrap(api.GET('/v1/me')), refetchInterval: 60_000 });

/** Inside the frame there is always somebody. */
export function useStaff(): Staff & {
  readonly sees: (area: AreaName) => boolean;
  readonly is: (...roles: StaffRole[]) => boolean;
} {
  const staff = useContext(StaffContext);
  if (!staff) throw new Error('useStaff outside of the frame');
  return {
    ...staff,
    sees: (area) => maySee(staff.role, area),
    is: (...roles) => roles.includes(staff.role),
  };
}
