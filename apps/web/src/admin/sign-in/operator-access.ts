import { api, isProblem, session, unwrap } from '~/shared/api/index.ts';

const CODE = /^#access=([^&]+)$/;
let refusal: unknown;

/** Why the code in the address did not let anybody in. */
export const accessRefusal = (): unknown => refusal;

/**
 * The operator comes with a code in the fragment, which no server sees. It leaves the address before it is used, so that neither the
 * history nor a copied address holds it.
 */
export async function redeemAccessCode(): Promise<void> {
  const code = CODE.exec(location.hash)?.[1];
  if (code === undefined) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    session.accept(
      await unwrap(api.POST('/v1/auth/operator-access', { body: { code: decodeURIComponent(code), face: 'admin' } })),
    );
  } catch (error) {
    refusal = isProblem(error) ? error : new Error('access');
  }
}
