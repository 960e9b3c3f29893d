import type { FastifyReply } from 'fastify';
import type { Context } from '@app/kernel';

/** `Test-Mode: true` on a request of staff: it is answered from test mode (features.md N13). An API key says by itself which mode it is of. */
export const TEST_MODE_HEADER = 'test-mode';

/** The way of staff into test mode. Implemented by the module that makes twins, and found among its providers. */
export abstract class TestModes {
  /** The same member of staff in the test mode of their licensee. @throws Forbidden for the operator at work in a tenant */
  abstract enter(ctx: Context, reply: FastifyReply): Promise<Context>;
}
