import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap, upload } from '~/shared/api/index.ts';
import { KEYS, type MyAdvisor } from '../live/queries.ts';
import { uploadable } from './picture.ts';

/** Writes of the advisor's own profile; each answers with the profile as it is now. */
export function useProfileWriter() {
  const client = useQueryClient();
  const keep = (advisor: MyAdvisor): void => void client.setQueryData(KEYS.advisor, advisor);
  const save = async (body: Schemas['ChangeAdvisorRequest']): Promise<MyAdvisor> => {
    const advisor = await unwrap(api.PATCH('/v1/advisors/me', { body }));
    keep(advisor);
    return advisor;
  };
  const setPhoto = useMutation({
    mutationFn: async (file: File) => upload<MyAdvisor>('/v1/advisors/me/photo', await uploadable(file)),
    onSuccess: keep,
  });
  const removePhoto = useMutation({
    mutationFn: () => unwrap(api.DELETE('/v1/advisors/me/photo', {})),
    onSuccess: keep,
  });
  return { save, setPhoto, removePhoto };
}

/** Topics that advisors of this licensee have, as suggestions. */
export const useTopics = () =>
  useQuery({ queryKey: ['topics'], queryFn: () => unwrap(api.GET('/v1/advisors/topics', {})), staleTime: 300_000 });
