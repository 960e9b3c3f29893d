import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, RateLimits, WithoutOperator } from '@app/kernel';
import { SignedInResponse } from './auth.dto.js';
import { ExternalSignInService } from './external-sign-in.service.js';
import { Cookie, type RefreshCookie } from './refresh-cookie.js';
import { AddSignInKey, ExternalSignIn, SignInKeyPage, SignInKeyView } from './sign-in-keys.dto.js';
import { SignInKeysService } from './sign-in-keys.service.js';

@ApiTags('developers')
@Controller('v1')
export class SignInKeysController {
  constructor(
    private readonly keys: SignInKeysService,
    private readonly external: ExternalSignInService,
  ) {}

  @Get('staff/sign-in-keys')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @ApiOperation({ operationId: 'signInKeys.list', summary: 'Keys with which you vouch for your own users' })
  @ApiOkResponse({ type: SignInKeyPage })
  list(@Ctx() ctx: Context): Promise<Page<SignInKeyView>> {
    return this.keys.list(ctx);
  }

  @Post('staff/sign-in-keys')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @ApiOperation({ operationId: 'signInKeys.add', summary: 'Register the public half of a key' })
  @ApiCreatedResponse({ type: SignInKeyView })
  add(@Ctx() ctx: Context, @Body() body: AddSignInKey): Promise<SignInKeyView> {
    return this.keys.add(ctx, body);
  }

  @Post('staff/sign-in-keys/:id/revoke')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @WithoutOperator()
  @ApiOperation({ operationId: 'signInKeys.revoke', summary: 'Let nobody in any more with tokens of a key' })
  @ApiParam({ name: 'id', description: 'Id of the key' })
  @ApiOkResponse({ type: SignInKeyView })
  revoke(@Ctx() ctx: Context, @Param('id', IdPipe('signInKey')) id: string): Promise<SignInKeyView> {
    return this.keys.revoke(ctx, id);
  }

  @Post('auth/external')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'external', points: 120, perSeconds: 900, by: 'ip' })
  @ApiOperation({
    operationId: 'signInKeys.signIn',
    summary: 'Sign in with a token of the licensee; whoever is new gets an account',
  })
  @ApiOkResponse({ type: SignedInResponse })
  signIn(
    @Ctx() ctx: Context,
    @Body() body: ExternalSignIn,
    @Cookie() cookie: RefreshCookie,
  ): Promise<SignedInResponse> {
    return cookie.keep(body.face, this.external.signIn(ctx, body));
  }
}
