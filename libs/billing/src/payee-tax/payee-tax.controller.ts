import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, RateLimits, WithoutOperator } from '@app/kernel';
import { Dac7Query, Dac7Report } from './dac7.dto.js';
import { Dac7Service, asDac7File } from './dac7.service.js';
import { AgreeToSelfBilling, DeclareTaxIdentity, MyTaxView, PayeeTaxList, TaxIdentityView } from './payee-tax.dto.js';
import { PayeeTaxService } from './payee-tax.service.js';

const Advisor = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the advisor' });

@ApiTags('payouts')
@Controller('v1')
export class PayeeTaxController {
  constructor(
    private readonly payees: PayeeTaxService,
    private readonly dac7: Dac7Service,
  ) {}

  @Get('advisor/tax')
  @Allow('advisor')
  @WithoutOperator()
  @ApiOperation({ operationId: 'payeeTax.showOwn', summary: 'Who you are for the tax office, as you declared it' })
  @ApiResponse({ status: 200, type: MyTaxView })
  showOwn(@Ctx() ctx: Context): Promise<MyTaxView> {
    return this.payees.showOwn(ctx);
  }

  @Put('advisor/tax')
  @Allow('advisor')
  @WithoutOperator()
  @RateLimits({ name: 'tax-identity', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'payeeTax.declare', summary: 'Declare who you are for the tax office' })
  @ApiResponse({ status: 200, type: MyTaxView })
  declare(@Ctx() ctx: Context, @Body() body: DeclareTaxIdentity): Promise<MyTaxView> {
    return this.payees.declare(ctx, body);
  }

  @Post('advisor/self-billing')
  @HttpCode(200)
  @Allow('advisor')
  @WithoutOperator()
  @ApiOperation({
    operationId: 'payeeTax.agree',
    summary: 'Agree that invoices are issued in your name, or withdraw it',
  })
  @ApiResponse({ status: 200, type: MyTaxView })
  agree(@Ctx() ctx: Context, @Body() body: AgreeToSelfBilling): Promise<MyTaxView> {
    return this.payees.agree(ctx, body);
  }

  @Get('staff/payee-tax')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'payeeTax.list', summary: 'Which advisors have declared their tax identity' })
  @ApiResponse({ status: 200, type: PayeeTaxList })
  list(@Ctx() ctx: Context): Promise<PayeeTaxList> {
    return this.payees.list(ctx);
  }

  @Get('staff/payee-tax/:id')
  @Advisor()
  @Allow('owner', 'finance')
  @WithoutOperator()
  @ApiOperation({
    operationId: 'payeeTax.show',
    summary: "An advisor's tax identity; the look is kept in the audit log",
  })
  @ApiResponse({ status: 200, type: TaxIdentityView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<TaxIdentityView> {
    return this.payees.show(ctx, id);
  }

  @Post('staff/payee-tax/:id/remind')
  @HttpCode(200)
  @Advisor()
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'payeeTax.remind', summary: 'Ask an advisor for the declaration' })
  @ApiResponse({ status: 200, type: PayeeTaxList })
  remind(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<PayeeTaxList> {
    return this.payees.remind(ctx, id);
  }

  @Get('staff/dac7')
  @Allow('owner', 'finance')
  @WithoutOperator()
  @ApiOperation({
    operationId: 'dac7.report',
    summary: 'What each advisor was credited in a year, for the report of platforms',
  })
  @ApiProduces('application/json', 'text/csv', 'application/xml')
  @ApiResponse({ status: 200, type: Dac7Report })
  async report(
    @Ctx() ctx: Context,
    @Query() query: Dac7Query,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Dac7Report | string> {
    return asDac7File(reply, query, await this.dac7.report(ctx, query));
  }
}
