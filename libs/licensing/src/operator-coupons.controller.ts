import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  type AuditEntry,
  type Context,
  Ctx,
  IdPipe,
  PageQuery,
  type Page,
  type Tx,
  recordOperatorAudit,
} from '@app/kernel';
import { CouponList, CouponTerms, CouponView, CouponsService } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorTenant } from './operator-tenant.js';

const Licensee = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the licensee' });

/** Promo credit at a licensee that the operator pays for [D16, J9]. */
@ApiTags('operator')
@Controller('v1/operator/licensees/:id/coupons')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorCouponsController {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly coupons: CouponsService,
  ) {}

  @Get()
  @Licensee()
  @ApiOperation({ operationId: 'coupons.listOf', summary: 'Codes of a licensee, whoever pays for them' })
  @ApiResponse({ status: 200, type: CouponList })
  async list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<CouponView>> {
    return this.coupons.list(await this.licensees.operatorContext(ctx, id), query);
  }

  @Post()
  @Licensee()
  @ApiOperation({
    operationId: 'coupons.createFor',
    summary: 'Make a code at a licensee, paid for by the operator: what is used of the credit is taken from its fee',
  })
  @ApiResponse({ status: 201, type: CouponView })
  async create(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: CouponTerms,
  ): Promise<CouponView> {
    const audit = await this.audit();
    return this.coupons.createForOperator(await this.licensees.operatorContext(ctx, id), body, audit);
  }

  @Post(':couponId/stop')
  @Licensee()
  @HttpCode(200)
  @ApiParam({ name: 'couponId', description: 'Id of the code' })
  @ApiOperation({ operationId: 'coupons.stopOf', summary: 'Stop a code that the operator pays for' })
  @ApiResponse({ status: 200, type: CouponView })
  async stop(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('couponId', IdPipe('coupon')) couponId: string,
  ): Promise<CouponView> {
    const audit = await this.audit();
    return this.coupons.stopForOperator(await this.licensees.operatorContext(ctx, id), couponId, audit);
  }

  private async audit(): Promise<(tx: Tx, entry: AuditEntry) => Promise<void>> {
    const operatorId = await this.operator.id();
    return (tx, entry) => recordOperatorAudit(tx, operatorId, entry);
  }
}
