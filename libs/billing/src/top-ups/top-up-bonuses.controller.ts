import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { TopUpBonuses } from './top-up-bonuses.js';
import { OwnBonusesView } from './top-up-bonuses.dto.js';

@ApiTags('wallet')
@Controller('v1/wallet/bonuses')
export class TopUpBonusesController {
  constructor(private readonly bonuses: TopUpBonuses) {}

  @Get()
  @Allow('end_user')
  @ApiOperation({ operationId: 'topUpBonuses.show', summary: 'The promo credit that your next top-up would bring' })
  @ApiOkResponse({ type: OwnBonusesView })
  show(@Ctx() ctx: Context): Promise<OwnBonusesView> {
    return this.bonuses.show(ctx);
  }
}
