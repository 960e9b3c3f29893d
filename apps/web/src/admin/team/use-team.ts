import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import type { StaffRole } from '../areas.ts';

export type Member = Schemas['TeamMemberResponse'];
export type Access = Schemas['OperatorAccessResponse'];

const TEAM = ['team'];
const ACCESS = ['operator-access'];

export const useTeam = () =>
  usePaged(TEAM, (cursor) => unwrap(api.GET('/v1/staff/team', { params: { query: { cursor } } })));

export const useOperatorAccess = () =>
  usePaged(ACCESS, (cursor) => unwrap(api.GET('/v1/staff/operator-access', { params: { query: { cursor } } })));

export function useTeamActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: TEAM });
  return {
    add: useMutation({
      mutationFn: (body: Schemas['AddMemberRequest']) => unwrap(api.POST('/v1/staff/team', { body })),
      onSuccess,
    }),
    changeRole: useMutation({
      mutationFn: ({ id, role }: { id: string; role: StaffRole }) =>
        unwrap(api.PATCH('/v1/staff/team/{id}', { params: { path: { id } }, body: { role } })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/v1/staff/team/{id}/remove', { params: { path: { id } } })),
      onSuccess,
    }),
    endAccess: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/v1/staff/operator-access/{id}/end', { params: { path: { id } } })),
      onSuccess: () => client.invalidateQueries({ queryKey: ACCESS }),
    }),
  };
}
