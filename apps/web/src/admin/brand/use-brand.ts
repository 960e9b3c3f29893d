import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap, upload } from '~/shared/api/index.ts';

export type Brand = Schemas['BrandResponse'];
export type BrandDocument = Schemas['BrandDocumentBody'];
export type BrandDraft = Schemas['BrandDraftResponse'];
export type Asset = Schemas['AssetResponse'];
export type AssetKind = 'logo_light' | 'logo_dark' | 'icon';

const KEY = ['brand'];

export const readBrand = (): Promise<Brand> => unwrap(api.GET('/v1/staff/brand'));
export const saveDraft = (document: BrandDocument, revision: number): Promise<BrandDraft> =>
  unwrap(api.PUT('/v1/staff/brand/draft', { body: { document, revision } }));
export const uploadAsset = (kind: AssetKind, file: Blob): Promise<Asset> =>
  upload<Asset>(`/v1/staff/brand/assets/${kind}`, file);

/** Read once: what is edited afterwards lives in the editor, and a newer read must not overwrite it. */
export const useBrand = () =>
  useQuery({ queryKey: KEY, queryFn: readBrand, refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0 });

/** Reads what changed beside the draft: the live version and the list of versions. */
const useRefresh = () => {
  const client = useQueryClient();
  return () =>
    Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ['checklist'] })]);
};

export function usePublish() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (revision: number) => unwrap(api.POST('/v1/staff/brand/publish', { body: { revision } })),
    onSuccess: refresh,
  });
}

export function useRestore() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (number: number) =>
      unwrap(api.POST('/v1/staff/brand/versions/{number}/restore', { params: { path: { number } } })),
    onSuccess: refresh,
  });
}

/** An advisor of the site, for the preview of a profile. */
export const useSampleAdvisor = () =>
  useQuery({
    queryKey: ['brand', 'sample-advisor'],
    queryFn: async () => (await unwrap(api.GET('/v1/advisors', { params: { query: { limit: 1 } } }))).data[0] ?? null,
    staleTime: Infinity,
  });
