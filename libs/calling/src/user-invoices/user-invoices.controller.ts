import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery, Pdf, asPdf } from '@app/kernel';
import { UserInvoiceDocument, UserInvoicePage, UserInvoiceRules, type UserInvoiceView } from './user-invoices.dto.js';
import { UserInvoices } from './user-invoices.service.js';

const Document = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the document' });

@ApiTags('invoices')
@Controller('v1')
export class UserInvoicesController {
  constructor(private readonly invoices: UserInvoices) {}

  @Get('user-invoices')
  @Allow('end_user')
  @ApiOperation({ operationId: 'userInvoices.list', summary: 'Your invoices of months, and credit notes to them' })
  @ApiResponse({ status: 200, type: UserInvoicePage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<UserInvoiceView>> {
    return this.invoices.list(ctx, query);
  }

  @Get('user-invoices/:id')
  @Allow('end_user', 'owner', 'admin', 'finance')
  @Document()
  @ApiOperation({ operationId: 'userInvoices.show', summary: "A user's invoice, as data" })
  @ApiResponse({ status: 200, type: UserInvoiceDocument })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('userInvoice')) id: string): Promise<UserInvoiceDocument> {
    return this.invoices.show(ctx, id);
  }

  @Get('user-invoices/:id/pdf')
  @Allow('end_user', 'owner', 'admin', 'finance')
  @Document()
  @ApiOperation({ operationId: 'userInvoices.pdf', summary: "A user's invoice" })
  @Pdf()
  pdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('userInvoice')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.invoices.pdf(ctx, id));
  }

  @Get('staff/people/:id/user-invoices')
  @Allow('owner', 'admin', 'finance')
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOperation({ operationId: 'userInvoices.listOf', summary: 'Invoices of one user' })
  @ApiResponse({ status: 200, type: UserInvoicePage })
  listOf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<UserInvoiceView>> {
    return this.invoices.listOf(ctx, id, query);
  }

  @Get('staff/user-invoices')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'userInvoices.showRules', summary: 'Whether users get an invoice of each month' })
  @ApiResponse({ status: 200, type: UserInvoiceRules })
  showRules(@Ctx() ctx: Context): Promise<UserInvoiceRules> {
    return this.invoices.showRules(ctx);
  }

  @Put('staff/user-invoices')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'userInvoices.setRules', summary: 'Say whether users get an invoice of each month' })
  @ApiResponse({ status: 200, type: UserInvoiceRules })
  setRules(@Ctx() ctx: Context, @Body() body: UserInvoiceRules): Promise<UserInvoiceRules> {
    return this.invoices.setRules(ctx, body);
  }
}
