import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Allow, type Context, Ctx, ROLES, type RateLimit, RateLimits } from '@app/kernel';
import {
  AskPasswordReset,
  ProveEmail,
  RefreshRequest,
  ResetPassword,
  SignInRequest,
  SignUpRequest,
  SignedInResponse,
  TokensResponse,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { EmailProofsService } from './email-proofs.service.js';
import { PasswordResetsService } from './password-resets.service.js';
import { Cookie, type RefreshCookie } from './refresh-cookie.js';

// Shared by sign-in and sign-up, because with a known e-mail sign-up is a sign-in.
const PER_EMAIL: RateLimit = { name: 'sign-in', points: 10, perSeconds: 900, by: 'body.email' };

@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly resets: PasswordResetsService,
    private readonly proofs: EmailProofsService,
  ) {}

  @Post('sign-up')
  @Allow('public')
  @RateLimits({ name: 'sign-up', points: 60, perSeconds: 3600, by: 'ip' }, PER_EMAIL)
  @ApiOperation({
    operationId: 'auth.signUp',
    summary: 'Make an account and sign in',
    description: 'With an e-mail that has an account this is a sign-in: the same answers, the same limits.',
  })
  @ApiCreatedResponse({ type: SignedInResponse })
  signUp(@Ctx() ctx: Context, @Body() body: SignUpRequest, @Cookie() cookie: RefreshCookie): Promise<SignedInResponse> {
    return cookie.keep(body.face, this.auth.signUp(ctx, body));
  }

  @Post('sign-in')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'sign-in', points: 50, perSeconds: 900, by: 'ip' }, PER_EMAIL)
  @ApiOperation({ operationId: 'auth.signIn', summary: 'Sign in' })
  @ApiOkResponse({ type: SignedInResponse })
  signIn(@Ctx() ctx: Context, @Body() body: SignInRequest, @Cookie() cookie: RefreshCookie): Promise<SignedInResponse> {
    return cookie.keep(body.face, this.auth.signIn(ctx, body));
  }

  @Post('refresh')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'refresh', points: 300, perSeconds: 900, by: 'ip' })
  @ApiOperation({
    operationId: 'auth.refresh',
    summary: 'New tokens for a refresh token',
    description: 'Each refresh token works once. Within 10 s a repeat gets the same result; later it ends the session.',
  })
  @ApiOkResponse({ type: TokensResponse })
  refresh(@Ctx() ctx: Context, @Body() body: RefreshRequest, @Cookie() cookie: RefreshCookie): Promise<TokensResponse> {
    return cookie.keep(body.face, this.auth.refresh(ctx, body, cookie.read(body.face)));
  }

  @Post('password-resets')
  @HttpCode(202)
  @Allow('public')
  @RateLimits(
    { name: 'password-reset', points: 30, perSeconds: 3600, by: 'ip' },
    { name: 'password-reset', points: 5, perSeconds: 3600, by: 'body.email' },
  )
  @ApiOperation({
    operationId: 'passwordResets.ask',
    summary: 'Mail a link that sets a new password',
    description: 'The answer is the same whether the address has an account or not. The link works once, for an hour.',
  })
  @ApiAcceptedResponse()
  askPasswordReset(@Ctx() ctx: Context, @Body() body: AskPasswordReset): Promise<void> {
    return this.resets.ask(ctx, body);
  }

  @Post('password-resets/use')
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'password-reset-use', points: 30, perSeconds: 3600, by: 'ip' })
  @ApiOperation({
    operationId: 'passwordResets.reset',
    summary: 'Set a new password by the link of a mail; every session ends',
  })
  @ApiNoContentResponse()
  resetPassword(@Ctx() ctx: Context, @Body() body: ResetPassword): Promise<void> {
    return this.resets.reset(ctx, body);
  }

  @Post('email-proofs/use')
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'email-proof-use', points: 30, perSeconds: 3600, by: 'ip' })
  @ApiOperation({ operationId: 'emailProofs.prove', summary: 'Prove an address by the link of a mail' })
  @ApiNoContentResponse()
  proveEmail(@Ctx() ctx: Context, @Body() body: ProveEmail): Promise<void> {
    return this.proofs.prove(ctx, body);
  }

  @Post('sign-out')
  @HttpCode(204)
  @Allow(...ROLES)
  @ApiOperation({ operationId: 'auth.signOut', summary: 'End this session' })
  @ApiNoContentResponse()
  signOut(@Ctx() ctx: Context, @Cookie() cookie: RefreshCookie): Promise<void> {
    return cookie.drop(ctx, this.auth.signOut(ctx));
  }
}
