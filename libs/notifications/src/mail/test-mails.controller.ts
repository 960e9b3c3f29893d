import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, KeyScope, type Page, PageQuery, WithoutOperator } from '@app/kernel';
import { TestMailPage, type TestMailView } from './test-mails.dto.js';
import { TestMails } from './test-mails.service.js';

/** What test mode has written and kept (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestMailsController {
  constructor(private readonly mails: TestMails) {}

  @Get('mails')
  @KeyScope('test:write')
  @ApiOperation({ operationId: 'testMails.list', summary: 'Mails of test mode, which are kept and sent to nobody' })
  @ApiOkResponse({ type: TestMailPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<TestMailView>> {
    return this.mails.list(ctx, query);
  }
}
