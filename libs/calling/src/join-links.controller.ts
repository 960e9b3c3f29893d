import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, RateLimits, WithoutOperator } from '@app/kernel';
import { Cookie, type RefreshCookie } from '@app/identity';
import { JoinLinksView, JoinedView, StartCall, StartedCallView, UseJoinLink } from './join-links.dto.js';
import { JoinLinks } from './join-links.service.js';

@ApiTags('calls')
@Controller('v1')
export class JoinLinksController {
  constructor(private readonly links: JoinLinks) {}

  @Post('users/:id/calls')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @KeyScope('calls:write')
  @Idempotent({ keepsAnswer: false })
  @ApiOperation({
    operationId: 'joinLinks.start',
    summary: 'Request a call between a user and an advisor; the answer has a link for each side',
    description:
      "It is the user's call: their money is held, and their limits count. Each link signs its side in, once. A repeat with the same Idempotency-Key finds the same call, as it is by then, with fresh links.",
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiCreatedResponse({ type: StartedCallView })
  start(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: StartCall,
  ): Promise<StartedCallView> {
    return this.links.start(ctx, id, body);
  }

  @Post('calls/:id/join-links')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @KeyScope('calls:write')
  @ApiOperation({
    operationId: 'joinLinks.create',
    summary: 'Fresh links for the two sides of a call that is not over',
  })
  @ApiParam({ name: 'id', description: 'Id of the call' })
  @ApiCreatedResponse({ type: JoinLinksView })
  create(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<JoinLinksView> {
    return this.links.create(ctx, id);
  }

  @Post('auth/join')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'join', points: 60, perSeconds: 900, by: 'ip' })
  @ApiOperation({ operationId: 'joinLinks.use', summary: 'Sign in with the link of a call; it works once' })
  @ApiOkResponse({ type: JoinedView })
  use(@Ctx() ctx: Context, @Body() body: UseJoinLink, @Cookie() cookie: RefreshCookie): Promise<JoinedView> {
    return cookie.keep(body.face, this.links.use(ctx, body));
  }
}
