import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, PageQuery } from '@app/kernel';
import { ReferralDesk } from './referral-desk.service.js';
import { ReferralProgrammes } from './referral-programme.service.js';
import {
  InvitationList,
  OwnReferralView,
  ReferralFiguresView,
  ReferralList,
  ReferralOfferView,
  ReferralProgrammeView,
  ReferralsQuery,
  SetReferralProgramme,
} from './referrals.dto.js';

@ApiTags('referrals')
@Controller('v1')
export class ReferralsController {
  constructor(
    private readonly desk: ReferralDesk,
    private readonly programmes: ReferralProgrammes,
  ) {}

  @Get('referral-offer')
  @Allow('public')
  @ApiOperation({ operationId: 'referrals.offer', summary: 'What an invitation brings to both sides now' })
  @ApiOkResponse({ type: ReferralOfferView })
  offer(@Ctx() ctx: Context): Promise<ReferralOfferView> {
    return this.programmes.offer(ctx);
  }

  @Get('wallet/referral')
  @Allow('end_user')
  @ApiOperation({ operationId: 'referrals.show', summary: 'Your link to invite somebody' })
  @ApiOkResponse({ type: OwnReferralView })
  show(@Ctx() ctx: Context): Promise<OwnReferralView> {
    return this.desk.show(ctx);
  }

  @Get('wallet/referral/invitations')
  @Allow('end_user')
  @ApiOperation({ operationId: 'referrals.invitations', summary: 'What became of your invitations, newest first' })
  @ApiOkResponse({ type: InvitationList })
  invitations(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<InvitationList> {
    return this.desk.invitations(ctx, query);
  }

  @Get('staff/referral-programme')
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'referrals.showProgramme', summary: 'What invitations bring' })
  @ApiOkResponse({ type: ReferralProgrammeView })
  showProgramme(@Ctx() ctx: Context): Promise<ReferralProgrammeView> {
    return this.programmes.show(ctx);
  }

  @Put('staff/referral-programme')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({
    operationId: 'referrals.setProgramme',
    summary: 'Say what invitations bring, for those who sign up from now on',
  })
  @ApiOkResponse({ type: ReferralProgrammeView })
  setProgramme(@Ctx() ctx: Context, @Body() body: SetReferralProgramme): Promise<ReferralProgrammeView> {
    return this.programmes.set(ctx, body);
  }

  @Get('staff/referrals')
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'referrals.list', summary: 'Who brought whom, and what became of the rewards' })
  @ApiOkResponse({ type: ReferralList })
  list(@Ctx() ctx: Context, @Query() query: ReferralsQuery): Promise<ReferralList> {
    return this.desk.list(ctx, query);
  }

  @Get('staff/referrals/figures')
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'referrals.figures', summary: 'What referrals cost and brought' })
  @ApiOkResponse({ type: ReferralFiguresView })
  figures(@Ctx() ctx: Context): Promise<ReferralFiguresView> {
    return this.desk.figures(ctx);
  }
}
