import type { FastifyReply } from 'fastify';
import type { Context, RequestWithContext, Scope } from '@app/kernel';

/** How keys of test mode begin. */
export const TEST_KEY = 'sk_test_';

/** Knows API keys. Implemented by the module that owns them, and found among its providers. */
export abstract class KeyBearers {
  /**
   * The context of who presents the key.
   * @param scope what the route asks of a key; undefined = the route is closed for keys
   * @throws a refusal of its own for every reason (trust.md S22)
   */
  abstract admit(
    request: RequestWithContext,
    reply: FastifyReply,
    key: string,
    scope: Scope | undefined,
  ): Promise<Context>;

  /**
   * Where a route that needs no sign-in is answered from when a key comes with it: public does not mean real.
   * @throws as {@link admit}, but for the scope
   */
  abstract placeOf(request: RequestWithContext, reply: FastifyReply, key: string): Promise<Context>;
}

/** What stands as bearer and looks like an API key, whether or not it is one: a token of ours never begins like this. */
export function presentedKey(authorization: string | string[] | undefined): string | undefined {
  if (typeof authorization !== 'string') return undefined;
  return /^Bearer +(sk_\S*)$/i.exec(authorization)?.[1];
}
