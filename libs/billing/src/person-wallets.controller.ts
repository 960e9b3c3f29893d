import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope } from '@app/kernel';
import { PersonWalletView } from './person-wallets.dto.js';
import { PersonWalletsService } from './person-wallets.service.js';

@ApiTags('people')
@Controller('v1/staff/people')
export class PersonWalletsController {
  constructor(private readonly wallets: PersonWalletsService) {}

  @Get(':id/wallet')
  @Allow('owner', 'admin', 'finance', 'support')
  @KeyScope('wallets:read')
  @ApiOperation({ operationId: 'personWallets.show', summary: "An end user's wallet, top-ups and reserved money" })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiResponse({ status: 200, type: PersonWalletView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<PersonWalletView> {
    return this.wallets.show(ctx, id);
  }
}
