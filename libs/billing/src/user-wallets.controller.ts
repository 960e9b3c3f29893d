import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, type Page, WithoutOperator } from '@app/kernel';
import { PersonWalletView } from './person-wallets.dto.js';
import { PersonWalletsService } from './person-wallets.service.js';
import {
  CreditView,
  GrantCredit,
  type StatementLineView,
  UserStatementQuery,
  UserStatementView,
} from './wallets.dto.js';
import { WalletsService } from './wallets.service.js';

/** For the licensee's servers: the money of one of its end users. Topping up is the user's own act. */
@ApiTags('users')
@Controller('v1/users/:id')
export class UserWalletsController {
  constructor(
    private readonly persons: PersonWalletsService,
    private readonly wallets: WalletsService,
  ) {}

  @Get('wallet')
  @Allow('owner', 'admin', 'finance', 'support')
  @KeyScope('wallets:read')
  @ApiOperation({ operationId: 'userWallets.show', summary: "A user's balance, top-ups and reserved money" })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: PersonWalletView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<PersonWalletView> {
    return this.persons.show(ctx, id);
  }

  @Get('wallet/statement')
  @Allow('owner', 'admin', 'finance')
  @KeyScope('wallets:read')
  @ApiOperation({ operationId: 'userWallets.statement', summary: "A user's statement with running balance" })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: UserStatementView })
  statement(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() query: UserStatementQuery,
  ): Promise<Page<StatementLineView>> {
    return this.persons.statement(ctx, id, query);
  }

  @Post('credits')
  @Allow('owner', 'admin', 'finance')
  @WithoutOperator()
  @KeyScope('wallets:write')
  @Idempotent()
  @ApiOperation({
    operationId: 'userWallets.credit',
    summary: 'Give a user promo credit, at the cost of the licensee',
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiCreatedResponse({ type: CreditView })
  credit(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: GrantCredit,
  ): Promise<CreditView> {
    return this.wallets.grantCredit(ctx, id, body);
  }
}
