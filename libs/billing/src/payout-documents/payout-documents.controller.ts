import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, Pdf, Shown, asPdf } from '@app/kernel';
import { PayoutDocuments } from './payout-documents.service.js';

class PayoutDocumentView {
  @Shown('The document as it was issued', { type: 'object', additionalProperties: true }) document: object;
  @Shown('SHA-256 of its JSON text, hex') sha256: string;
}

const Document = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the document' });

@ApiTags('payouts')
@Controller('v1/payout-documents')
@Allow('advisor', 'owner', 'admin', 'finance')
export class PayoutDocumentsController {
  constructor(private readonly documents: PayoutDocuments) {}

  @Get(':id')
  @Document()
  @ApiOperation({ operationId: 'payoutDocuments.show', summary: 'The document of a payout, as data' })
  @ApiResponse({ status: 200, type: PayoutDocumentView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('payoutDocument')) id: string): Promise<PayoutDocumentView> {
    return this.documents.show(ctx, id);
  }

  @Get(':id/pdf')
  @Document()
  @ApiOperation({ operationId: 'payoutDocuments.pdf', summary: 'The document of a payout' })
  @Pdf()
  pdf(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('payoutDocument')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return asPdf(reply, this.documents.pdf(ctx, id));
  }
}
