import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { PreferencesService } from './preferences.service.js';

/**
 * What a mail program sends when somebody clicks "unsubscribe" in it (RFC 8058): a form, to the address of the List-Unsubscribe header. The form says nothing,
 * the token does. Outside /v1, which takes JSON only.
 */
@ApiExcludeController()
@Controller('unsubscribe')
export class OneClickController {
  constructor(private readonly preferences: PreferencesService) {}

  @Post(':token')
  @HttpCode(204)
  @Allow('public')
  @RateLimits({ name: 'one-click', points: 120, perSeconds: 3600, by: 'ip' })
  async stop(@Ctx() ctx: Context, @Param('token') token: string): Promise<void> {
    await this.preferences.stop(ctx, { token });
  }
}
