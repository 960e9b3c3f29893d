import { api, session, unwrap } from '~/shared/api/index.ts';

const TOKEN = /^#join=([^&]+)$/;

/**
 * A side of a call comes with a token in the fragment, which no server sees. It leaves the address before it is used. When it does not work any more, the page
 * asks to sign in as ever: whoever has an account still gets to the call.
 */
export async function redeemJoinLink(face: 'site' | 'pro'): Promise<void> {
  const token = TOKEN.exec(location.hash)?.[1];
  // The link of a simulated call signs nobody in; its page reads the token itself.
  if (token === undefined || location.pathname.startsWith('/test-calls/')) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    session.accept(await unwrap(api.POST('/v1/auth/join', { body: { token: decodeURIComponent(token), face } })));
  } catch {
    // The sign-in page follows.
  }
}
