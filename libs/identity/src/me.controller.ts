import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery, ROLES, RateLimits, WithoutOperator } from '@app/kernel';
import { CloseMeRequest } from './closures.dto.js';
import { ClosuresService } from './closures.service.js';
import { EmailProofsService } from './email-proofs.service.js';
import { ChangeMeRequest, ChangePasswordRequest, MeResponse } from './me.dto.js';
import { MeService } from './me.service.js';
import { SignInPage, type SignInResponse } from './sign-ins.dto.js';

@ApiTags('me')
@Allow(...ROLES)
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly proofs: EmailProofsService,
    private readonly closures: ClosuresService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'me.show', summary: 'Your account' })
  @ApiOkResponse({ type: MeResponse })
  show(@Ctx() ctx: Context): Promise<MeResponse> {
    return this.me.show(ctx);
  }

  @Patch()
  @WithoutOperator()
  @RateLimits({ name: 'me-change', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'me.change', summary: 'Change your name, language, country or company' })
  @ApiOkResponse({ type: MeResponse })
  change(@Ctx() ctx: Context, @Body() body: ChangeMeRequest): Promise<MeResponse> {
    return this.me.change(ctx, body);
  }

  @Post('password')
  @WithoutOperator()
  @HttpCode(204)
  @RateLimits({ name: 'password', points: 10, perSeconds: 900, by: 'person' })
  @ApiOperation({ operationId: 'me.changePassword', summary: 'Change your password and sign out everywhere else' })
  @ApiNoContentResponse()
  changePassword(@Ctx() ctx: Context, @Body() body: ChangePasswordRequest): Promise<void> {
    return this.me.changePassword(ctx, body);
  }

  @Post('closure')
  @Allow('end_user')
  @HttpCode(204)
  @RateLimits({ name: 'password', points: 10, perSeconds: 900, by: 'person' })
  @ApiOperation({
    operationId: 'me.close',
    summary: 'Close your account for good',
    description:
      'Every session ends, bookings are called off by their own rules, unspent money goes back to the cards that it came from, and promo credit ends.',
  })
  @ApiNoContentResponse()
  close(@Ctx() ctx: Context, @Body() body: CloseMeRequest): Promise<void> {
    return this.closures.closeOwn(ctx, body);
  }

  @Post('email-proofs')
  @WithoutOperator()
  @HttpCode(202)
  @RateLimits({ name: 'email-proof', points: 5, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'emailProofs.askAgain', summary: 'Mail the link that proves your address again' })
  @ApiAcceptedResponse()
  askEmailProof(@Ctx() ctx: Context): Promise<void> {
    return this.proofs.askAgain(ctx);
  }

  @Get('sign-ins')
  @ApiOperation({ operationId: 'me.signIns', summary: 'Your login history' })
  @ApiOkResponse({ type: SignInPage })
  signIns(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<SignInResponse>> {
    return this.me.signIns(ctx, query);
  }
}
