import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { StopMails } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';

/**
 * What a mail program sends when somebody clicks "unsubscribe" in it (RFC 8058): a form, to the address of the List-Unsubscribe header. The form says nothing,
 * the token does. Outside /v1, which takes JSON only.
 */
@ApiTags('notifications')
@Controller('unsubscribe')
export class OneClickController {
  constructor(private readonly preferences: PreferencesService) {}

  @Post()
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'one-click', points: 120, perSeconds: 3600, by: 'ip' })
  @ApiOperation({
    operationId: 'preferences.stopAtOnce',
    summary: 'Stop mails with one click of a mail program (RFC 8058), by the token of its List-Unsubscribe header',
  })
  @ApiResponse({ status: 204 })
  async stop(@Ctx() ctx: Context, @Query() query: StopMails): Promise<void> {
    await this.preferences.stop(ctx, query);
  }
}
