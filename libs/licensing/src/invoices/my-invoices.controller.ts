import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Allow,
  type Context,
  Ctx,
  IdPipe,
  type Page,
  PageQuery,
  Pdf,
  RateLimits,
  WithoutOperator,
  asPdf,
} from '@app/kernel';
import { BillingProfileView, ChangeBillingProfile } from './billing-profiles.dto.js';
import { BillingProfilesService } from './billing-profiles.service.js';
import { InvoiceDetails, InvoicePage, type InvoiceView, LicenceCardState, PayPageView } from './invoices.dto.js';
import { InvoicesService } from './invoices.service.js';
import { LicenceCardsService } from './licence-cards.service.js';
import { LicencePaymentsService } from './licence-payments.service.js';

const Invoice = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the invoice' });

/** Invoices of the licence, for the licensee's own staff. */
@ApiTags('licence')
@Controller('v1/staff/licence')
@Allow('owner', 'admin', 'finance')
export class MyInvoicesController {
  constructor(
    private readonly profiles: BillingProfilesService,
    private readonly invoices: InvoicesService,
    private readonly payments: LicencePaymentsService,
    private readonly cards: LicenceCardsService,
  ) {}

  @Get('billing-profile')
  @ApiOperation({ operationId: 'billingProfiles.show', summary: 'Who the invoices are for' })
  @ApiResponse({ status: 200, type: BillingProfileView })
  showProfile(@Ctx() ctx: Context): Promise<BillingProfileView> {
    return this.profiles.show(ctx);
  }

  @Put('billing-profile')
  @ApiOperation({ operationId: 'billingProfiles.change', summary: 'Say who the next invoices are for' })
  @ApiResponse({ status: 200, type: BillingProfileView })
  changeProfile(@Ctx() ctx: Context, @Body() body: ChangeBillingProfile): Promise<BillingProfileView> {
    return this.profiles.change(ctx, body);
  }

  @Get('card')
  @ApiOperation({ operationId: 'licencePayments.showCard', summary: 'The card that pays the invoices' })
  @ApiResponse({ status: 200, type: LicenceCardState })
  showCard(@Ctx() ctx: Context): Promise<LicenceCardState> {
    return this.cards.show(ctx);
  }

  @Delete('card')
  @HttpCode(204)
  @WithoutOperator()
  @ApiOperation({ operationId: 'licencePayments.removeCard', summary: 'Charge no invoice to the card any more' })
  @ApiResponse({ status: 204 })
  removeCard(@Ctx() ctx: Context): Promise<void> {
    return this.cards.remove(ctx);
  }

  @Get('invoices')
  @ApiOperation({ operationId: 'invoices.list', summary: 'Invoices of the licence' })
  @ApiResponse({ status: 200, type: InvoicePage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<InvoiceView>> {
    return this.invoices.list(ctx, query);
  }

  @Get('invoices/:id')
  @Invoice()
  @ApiOperation({ operationId: 'invoices.show', summary: 'An invoice with its payments and credit notes' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('licenceInvoice')) id: string): Promise<InvoiceDetails> {
    return this.invoices.show(ctx, id);
  }

  @Get('invoices/:id/pdf')
  @Invoice()
  @ApiOperation({ operationId: 'invoices.pdf', summary: 'The document of an invoice' })
  @Pdf()
  pdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licenceInvoice')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.invoices.pdf(ctx, id));
  }

  @Get('credit-notes/:id/pdf')
  @ApiParam({ name: 'id', description: 'Id of the credit note' })
  @ApiOperation({ operationId: 'invoices.creditNotePdf', summary: 'The document of a credit note' })
  @Pdf()
  creditNotePdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licenceCreditNote')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.invoices.creditNotePdf(ctx, id));
  }

  @Post('invoices/:id/pay')
  @HttpCode(200)
  @Invoice()
  @WithoutOperator()
  @RateLimits({ name: 'licence-pay', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'licencePayments.pay', summary: 'A page that takes the payment and saves the card' })
  @ApiResponse({ status: 200, type: PayPageView })
  pay(@Ctx() ctx: Context, @Param('id', IdPipe('licenceInvoice')) id: string): Promise<PayPageView> {
    return this.payments.pay(ctx, id);
  }

  @Post('invoices/:id/refresh')
  @HttpCode(200)
  @Invoice()
  @RateLimits({ name: 'licence-refresh', points: 60, perSeconds: 600, by: 'person' })
  @ApiOperation({ operationId: 'licencePayments.refresh', summary: 'Ask the provider what became of the payment' })
  @ApiResponse({ status: 200, type: InvoiceDetails })
  async refresh(@Ctx() ctx: Context, @Param('id', IdPipe('licenceInvoice')) id: string): Promise<InvoiceDetails> {
    await this.payments.refresh(ctx, id);
    return this.invoices.show(ctx, id);
  }
}
