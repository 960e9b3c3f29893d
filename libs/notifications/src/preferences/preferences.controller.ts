import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, ROLES, RateLimits, WithoutOperator } from '@app/kernel';
import { ChangePreferences, ConfirmMarketing, PreferencesView, StopMails, StoppedView } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';

const STOPS = { name: 'stop-mails', points: 120, perSeconds: 3600, by: 'ip' } as const;

@ApiTags('notifications')
@Controller('v1')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @Get('me/notification-preferences')
  @Allow(...ROLES)
  @ApiOperation({ operationId: 'preferences.show', summary: 'What you are told of, and how' })
  @ApiResponse({ status: 200, type: PreferencesView })
  show(@Ctx() ctx: Context): Promise<PreferencesView> {
    return this.preferences.show(ctx);
  }

  @Patch('me/notification-preferences')
  @Allow(...ROLES)
  @WithoutOperator()
  @ApiOperation({ operationId: 'preferences.change', summary: 'Switch service messages on or off' })
  @ApiResponse({ status: 200, type: PreferencesView })
  change(@Ctx() ctx: Context, @Body() body: ChangePreferences): Promise<PreferencesView> {
    return this.preferences.change(ctx, body);
  }

  @Post('me/marketing')
  @HttpCode(200)
  @Allow('end_user', 'advisor')
  @RateLimits({ name: 'marketing', points: 5, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'preferences.askMarketing',
    summary: 'Ask for news and offers; a link is mailed, and they come once it was opened',
  })
  @ApiResponse({ status: 200, type: PreferencesView })
  askMarketing(@Ctx() ctx: Context): Promise<PreferencesView> {
    return this.preferences.askMarketing(ctx);
  }

  @Delete('me/marketing')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'preferences.withdrawMarketing', summary: 'No news and offers any more, at once' })
  @ApiResponse({ status: 200, type: PreferencesView })
  withdrawMarketing(@Ctx() ctx: Context): Promise<PreferencesView> {
    return this.preferences.withdrawMarketing(ctx);
  }

  @Post('marketing-confirmations')
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'marketing-confirmation', points: 30, perSeconds: 3600, by: 'ip' })
  @ApiOperation({ operationId: 'preferences.confirmMarketing', summary: 'Confirm by the link of a mail' })
  @ApiResponse({ status: 204 })
  confirmMarketing(@Ctx() ctx: Context, @Body() body: ConfirmMarketing): Promise<void> {
    return this.preferences.confirmMarketing(ctx, body);
  }

  @Post('unsubscriptions')
  @HttpCode(200)
  @Allow('public')
  @RateLimits(STOPS)
  @ApiOperation({ operationId: 'preferences.stop', summary: 'Stop mails by the link in one, without a sign-in' })
  @ApiResponse({ status: 200, type: StoppedView })
  stop(@Ctx() ctx: Context, @Body() body: StopMails): Promise<StoppedView> {
    return this.preferences.stop(ctx, body);
  }
}
