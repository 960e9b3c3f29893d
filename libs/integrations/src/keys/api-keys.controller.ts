import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, InTestMode, KeyScope, type Page, WithoutOperator } from '@app/kernel';
import { ApiAccessLog } from './api-access-log.service.js';
import {
  ApiAccessPage,
  ApiAccessQuery,
  type ApiAccessView,
  ApiKeyPage,
  ApiKeysQuery,
  ApiKeyView,
  CreateApiKey,
  NewApiKeyView,
  RollApiKey,
} from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

/** For the people of a licensee: no key makes keys, and the operator at work in a tenant takes none away with it. */
@ApiTags('developers')
@Allow('owner', 'admin')
@WithoutOperator()
@InTestMode()
@Controller('v1/staff')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly log: ApiAccessLog,
  ) {}

  @Get('api-keys')
  @ApiOperation({ operationId: 'apiKeys.list', summary: "Keys of the licensee's programs" })
  @ApiOkResponse({ type: ApiKeyPage })
  list(@Ctx() ctx: Context, @Query() query: ApiKeysQuery): Promise<Page<ApiKeyView>> {
    return this.keys.list(ctx, query);
  }

  @Post('api-keys')
  @ApiOperation({
    operationId: 'apiKeys.create',
    summary: 'Make a key; it is shown this once',
    description: 'At most two keys of one name work at a time.',
  })
  @ApiCreatedResponse({ type: NewApiKeyView })
  create(@Ctx() ctx: Context, @Body() body: CreateApiKey): Promise<NewApiKeyView> {
    return this.keys.create(ctx, body);
  }

  @Post('api-keys/:id/revoke')
  @HttpCode(200)
  @ApiOperation({ operationId: 'apiKeys.revoke', summary: 'End a key at once' })
  @ApiParam({ name: 'id', description: 'Id of the key' })
  @ApiOkResponse({ type: ApiKeyView })
  revoke(@Ctx() ctx: Context, @Param('id', IdPipe('apiKey')) id: string): Promise<ApiKeyView> {
    return this.keys.revoke(ctx, id);
  }

  @Post('api-keys/:id/roll')
  @ApiOperation({ operationId: 'apiKeys.roll', summary: 'Replace a key; the old one works on for some hours' })
  @ApiParam({ name: 'id', description: 'Id of the key' })
  @ApiBody({ type: RollApiKey, required: false })
  @ApiCreatedResponse({ type: NewApiKeyView })
  roll(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('apiKey')) id: string,
    @Body() body: RollApiKey,
  ): Promise<NewApiKeyView> {
    return this.keys.roll(ctx, id, body);
  }

  @Get('api-access')
  @KeyScope('logs:read')
  @ApiOperation({ operationId: 'apiKeys.access', summary: 'What was asked with keys in the last 30 days' })
  @ApiOkResponse({ type: ApiAccessPage })
  access(@Ctx() ctx: Context, @Query() query: ApiAccessQuery): Promise<Page<ApiAccessView>> {
    return this.log.list(ctx, query);
  }
}
