import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';

export type Platform = Schemas['StripePlatformView'];
export type Account = NonNullable<Platform['account']>;
export type Webhook = Platform['webhooks'][number];

const KEY = ['stripe-platform'];

export const usePlatform = () =>
  useQuery({
    queryKey: KEY,
    // What is being typed stays when the window is looked at again.
    refetchOnWindowFocus: false,
    queryFn: () => unwrap(api.GET('/v1/staff/stripe')),
  });

const keep = (saved: Platform): void => {
  queryClient.setQueryData(KEY, saved);
  void queryClient.invalidateQueries({ queryKey: ['checklist'] });
};

/** @throws ApiProblem stripe-key-unfit */
export async function giveKey(secretKey: string): Promise<void> {
  keep(await unwrap(api.PUT('/v1/staff/stripe/key', { body: { secretKey } })));
}

export async function giveSecret(endpoint: Webhook['endpoint'], secret: string): Promise<void> {
  keep(
    await unwrap(api.PUT('/v1/staff/stripe/webhooks/{endpoint}', { params: { path: { endpoint } }, body: { secret } })),
  );
}
