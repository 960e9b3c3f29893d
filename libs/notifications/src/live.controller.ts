import { Controller, Headers, type MessageEvent, Req, Sse } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EMPTY, type Observable } from 'rxjs';
import { Allow, type Context, Ctx, RateLimits, STAFF } from '@app/kernel';
import { LiveService } from './live.service.js';
import { tokenExpiry } from './token-expiry.js';

/** A client that does not read is dropped when this much waits for it; it gets the present state when it comes back. */
const MAX_WAITING_CHARACTERS = 262_144;

@ApiTags('live')
@Controller('v1')
export class LiveController {
  constructor(private readonly live: LiveService) {}

  @Sse('live', { maxPendingDataLength: MAX_WAITING_CHARACTERS })
  @Allow('end_user', 'advisor', ...STAFF)
  @RateLimits({ name: 'live', points: 120, perSeconds: 60, by: 'person' })
  @ApiOperation({
    operationId: 'live.connect',
    summary: 'Live events of the caller, as a stream',
    description:
      'Server-sent events: `ready`, then `call.<status>` with the call as your side sees it, `call.meter` every second of a running call, `call.funds_low`, `call.topping_up` and `call.topped_up` for the advisor, `wallet.changed`. Ends with the access token: connect again with a fresh one. Events are hints and are not kept; after connecting you get the present state.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'The stream',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  connect(
    @Ctx() ctx: Context,
    @Headers('authorization') authorization: string | undefined,
    @Req() { method }: { method: string },
  ): Observable<MessageEvent> {
    // HEAD comes with every GET; a stream without a body would stay open and say nothing.
    if (method === 'HEAD') return EMPTY;
    return this.live.connect(ctx, tokenExpiry(authorization));
  }
}
