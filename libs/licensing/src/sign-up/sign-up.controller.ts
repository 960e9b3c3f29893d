import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, RateLimits, WithoutOperator } from '@app/kernel';
import { OperatorHostGuard } from '../operator-host.guard.js';
import { OfferedPlans, type PlanView } from '../plans/plans.dto.js';
import { PlansService } from '../plans/plans.service.js';
import { EmailVerificationsService } from './email-verifications.service.js';
import { SignUpLicensee, SignedUpLicensee, VerificationLink, VerifyEmail } from './sign-up.dto.js';
import { SignUpService } from './sign-up.service.js';

@ApiTags('sign-up')
@Controller('v1')
export class SignUpController {
  constructor(
    private readonly plans: PlansService,
    private readonly signUps: SignUpService,
    private readonly verifications: EmailVerificationsService,
  ) {}

  @Get('offered-plans')
  @Allow('public')
  @UseGuards(OperatorHostGuard)
  @ApiOperation({ operationId: 'plans.offered', summary: 'Plans that a new licensee can take' })
  @ApiResponse({ status: 200, type: OfferedPlans })
  offered(@Ctx() ctx: Context): Promise<Page<PlanView>> {
    return this.plans.offered(ctx);
  }

  @Post('licensee-sign-ups')
  @Allow('public')
  @UseGuards(OperatorHostGuard)
  @Idempotent({ forStrangers: true })
  @RateLimits(
    // Refused forms count too: who tries a few short addresses and mistypes a tax number must still get in.
    { name: 'licensee-sign-up', points: 20, perSeconds: 3600, by: 'ip' },
    { name: 'licensee-sign-up', points: 10, perSeconds: 86_400, by: 'body.email' },
  )
  @ApiOperation({ operationId: 'signUps.signUp', summary: 'Become a licensee' })
  @ApiResponse({ status: 201, type: SignedUpLicensee })
  signUp(@Ctx() ctx: Context, @Body() body: SignUpLicensee): Promise<SignedUpLicensee> {
    return this.signUps.signUp(ctx, body);
  }

  @Post('email-verifications')
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'verify-email', points: 30, perSeconds: 3600, by: 'ip' })
  @ApiOperation({ operationId: 'emailVerifications.verify', summary: 'Prove an e-mail address by the link in it' })
  @ApiResponse({ status: 204 })
  verify(@Ctx() ctx: Context, @Body() body: VerifyEmail): Promise<void> {
    return this.verifications.verify(ctx, body);
  }

  @Post('email-verifications/again')
  @HttpCode(202)
  @Allow('owner')
  @WithoutOperator()
  @RateLimits({ name: 'verify-email-again', points: 5, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'emailVerifications.mailAgain',
    summary: 'Mail the link that proves the address of the sign-up again',
  })
  @ApiResponse({ status: 202 })
  mailAgain(@Ctx() ctx: Context): Promise<void> {
    return this.verifications.mailAgain(ctx);
  }

  @Post('operator/licensees/:id/email-verification')
  @HttpCode(200)
  @Allow('operator')
  @UseGuards(OperatorHostGuard)
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiOperation({ operationId: 'emailVerifications.askAgain', summary: 'A link for the owner who signed up' })
  @ApiResponse({ status: 200, type: VerificationLink })
  askAgain(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<VerificationLink> {
    return this.verifications.askAgain(ctx, id);
  }
}
