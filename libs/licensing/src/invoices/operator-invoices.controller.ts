import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, PageQuery, Pdf, asPdf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { OperatorHostGuard } from '../operator-host.guard.js';
import {
  BillingProfileView,
  ChangeBillingProfile,
  ChangeInvoiceIssuer,
  InvoiceIssuerView,
} from './billing-profiles.dto.js';
import { BillingProfilesService } from './billing-profiles.service.js';
import { CreditNotesService } from './credit-notes.service.js';
import {
  CreditInvoice,
  InvoiceDetails,
  InvoicePage,
  type InvoiceView,
  InvoicesQuery,
  OperatorInvoicePage,
  type OperatorInvoiceView,
  PayBack,
  TakeTransfer,
  WriteOff,
} from './invoices.dto.js';
import { InvoicesService } from './invoices.service.js';
import { ManualSettlementsService } from './manual-settlements.service.js';

const Licensee = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the licensee' });
const Invoice = (): MethodDecorator => ApiParam({ name: 'invoiceId', description: 'Id of the invoice' });

/** Invoices, credit notes and payments, for the operator [J17, M3]. */
@ApiTags('operator')
@Controller('v1/operator')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorInvoicesController {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly profiles: BillingProfilesService,
    private readonly invoices: InvoicesService,
    private readonly settlements: ManualSettlementsService,
    private readonly creditNotes: CreditNotesService,
  ) {}

  @Get('invoice-issuer')
  @ApiOperation({ operationId: 'invoiceIssuer.show', summary: 'Who the invoices are from' })
  @ApiResponse({ status: 200, type: InvoiceIssuerView })
  showIssuer(@Ctx() ctx: Context): Promise<InvoiceIssuerView> {
    return this.profiles.showIssuer(ctx);
  }

  @Put('invoice-issuer')
  @ApiOperation({ operationId: 'invoiceIssuer.change', summary: 'Say who the next invoices are from' })
  @ApiResponse({ status: 200, type: InvoiceIssuerView })
  changeIssuer(@Ctx() ctx: Context, @Body() body: ChangeInvoiceIssuer): Promise<InvoiceIssuerView> {
    return this.profiles.changeIssuer(ctx, body);
  }

  @Get('invoices')
  @ApiOperation({ operationId: 'operatorInvoices.listAll', summary: 'Invoices of all licensees' })
  @ApiResponse({ status: 200, type: OperatorInvoicePage })
  listAll(@Query() query: InvoicesQuery): Promise<Page<OperatorInvoiceView>> {
    return this.invoices.listAll(query);
  }

  @Get('licensees/:id/billing-profile')
  @Licensee()
  @ApiOperation({ operationId: 'billingProfiles.showOf', summary: 'Who the invoices of a licensee are for' })
  @ApiResponse({ status: 200, type: BillingProfileView })
  async showProfile(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<BillingProfileView> {
    return this.profiles.show(await this.licensees.operatorContext(ctx, id));
  }

  @Put('licensees/:id/billing-profile')
  @Licensee()
  @ApiOperation({ operationId: 'billingProfiles.changeOf', summary: 'Say who the next invoices of a licensee are for' })
  @ApiResponse({ status: 200, type: BillingProfileView })
  async changeProfile(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: ChangeBillingProfile,
  ): Promise<BillingProfileView> {
    return this.profiles.change(await this.licensees.operatorContext(ctx, id), body);
  }

  @Get('licensees/:id/invoices')
  @Licensee()
  @ApiOperation({ operationId: 'operatorInvoices.list', summary: 'Invoices of a licensee' })
  @ApiResponse({ status: 200, type: InvoicePage })
  async list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<InvoiceView>> {
    return this.invoices.list(await this.licensees.operatorContext(ctx, id), query);
  }

  @Get('licensees/:id/invoices/:invoiceId')
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'operatorInvoices.show', summary: 'An invoice with its payments and credit notes' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  async show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
  ): Promise<InvoiceDetails> {
    return this.invoices.show(await this.licensees.operatorContext(ctx, id), invoiceId);
  }

  @Get('licensees/:id/invoices/:invoiceId/pdf')
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'operatorInvoices.pdf', summary: 'The document of an invoice' })
  @Pdf()
  async pdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.invoices.pdf(await this.licensees.operatorContext(ctx, id), invoiceId));
  }

  @Get('licensees/:id/credit-notes/:noteId/pdf')
  @Licensee()
  @ApiParam({ name: 'noteId', description: 'Id of the credit note' })
  @ApiOperation({ operationId: 'operatorInvoices.creditNotePdf', summary: 'The document of a credit note' })
  @Pdf()
  async creditNotePdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('noteId', IdPipe('licenceCreditNote')) noteId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.invoices.creditNotePdf(await this.licensees.operatorContext(ctx, id), noteId));
  }

  @Post('licensees/:id/invoices/:invoiceId/credit-notes')
  @Idempotent()
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'creditNotes.credit', summary: 'Take an invoice back, in part or whole' })
  @ApiResponse({ status: 201, type: InvoiceDetails })
  async credit(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
    @Body() body: CreditInvoice,
  ): Promise<InvoiceDetails> {
    await this.creditNotes.credit(ctx, id, invoiceId, body);
    return this.show(ctx, id, invoiceId);
  }

  @Post('licensees/:id/invoices/:invoiceId/transfer')
  @Idempotent()
  @HttpCode(200)
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'licencePayments.takeTransfer', summary: 'The rest came by bank transfer' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  async takeTransfer(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
    @Body() body: TakeTransfer,
  ): Promise<InvoiceDetails> {
    await this.settlements.takeTransfer(ctx, id, invoiceId, body);
    return this.show(ctx, id, invoiceId);
  }

  @Post('licensees/:id/invoices/:invoiceId/write-off')
  @Idempotent()
  @HttpCode(200)
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'licencePayments.writeOff', summary: 'The rest will not come' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  async writeOff(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
    @Body() body: WriteOff,
  ): Promise<InvoiceDetails> {
    await this.settlements.writeOff(ctx, id, invoiceId, body);
    return this.show(ctx, id, invoiceId);
  }

  @Post('licensees/:id/invoices/:invoiceId/pay-back')
  @Idempotent()
  @HttpCode(200)
  @Licensee()
  @Invoice()
  @ApiOperation({ operationId: 'creditNotes.payBack', summary: 'What was paid too much went back by bank transfer' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  async payBack(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('invoiceId', IdPipe('licenceInvoice')) invoiceId: string,
    @Body() body: PayBack,
  ): Promise<InvoiceDetails> {
    await this.creditNotes.payBack(ctx, id, invoiceId, body);
    return this.show(ctx, id, invoiceId);
  }
}
