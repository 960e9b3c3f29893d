import { Controller, Ip, type MessageEvent, Req, Sse } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EMPTY, type Observable } from 'rxjs';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { SiteLiveService } from './site-live.service.js';

/** A client that does not read is dropped when this much waits for it; it reads the directory when it comes back. */
const MAX_WAITING_CHARACTERS = 65_536;

@ApiTags('site')
@Controller('v1/site')
export class SiteLiveController {
  constructor(private readonly live: SiteLiveService) {}

  @Sse('live', { maxPendingDataLength: MAX_WAITING_CHARACTERS })
  @Allow('public')
  @RateLimits({ name: 'site_live', points: 120, perSeconds: 60, by: 'ip' })
  @ApiOperation({
    operationId: 'siteLive.connect',
    summary: 'Live events of the site for every visitor, as a stream',
    description:
      'Server-sent events: `ready` {serverTime}, then `advisor.status` {advisorId, status: online | in_call | offline} at every change and `site.changed` when the look or the texts of the site did, `site.open_changed` {open, ended} and `site.switched` {calls, topUps, signUps, signIns} when the service is paused or goes on. Nothing is kept: read the directory again after every connect. At the most 20 streams of one address; 429 tells when to come back.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'The stream',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async connect(
    @Ctx() ctx: Context,
    @Ip() address: string,
    @Req() { method }: { method: string },
  ): Promise<Observable<MessageEvent>> {
    // HEAD comes with every GET; a stream without a body would stay open and say nothing.
    if (method === 'HEAD') return EMPTY;
    return this.live.connect(ctx, address);
  }
}
