import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery, RateLimits } from '@app/kernel';
import { AddDomainRequest, DomainPage, DomainView, HostPipe, RemoveDomainQuery } from './domains.dto.js';
import { DomainsService } from './domains.service.js';

const HOST = { name: 'host', description: 'Host name', example: 'advice.example.com' };

@ApiTags('domains')
@Controller('v1/staff/domains')
export class DomainsController {
  constructor(private readonly domains: DomainsService) {}

  @Get()
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'domains.list', summary: 'Domains with the records to set' })
  @ApiOkResponse({ type: DomainPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<DomainView>> {
    return this.domains.list(ctx, query);
  }

  @Post()
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'domains.add', summary: 'Claim a domain; it works once it is verified' })
  @ApiCreatedResponse({ type: DomainView })
  add(@Ctx() ctx: Context, @Body() body: AddDomainRequest): Promise<DomainView> {
    return this.domains.add(ctx, body);
  }

  @Post(':host/check')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @RateLimits({ name: 'domains.check', points: 30, perSeconds: 60, by: 'person' })
  @ApiOperation({ operationId: 'domains.check', summary: 'Look the domain up now and say what is missing' })
  @ApiParam(HOST)
  @ApiOkResponse({ type: DomainView })
  check(@Ctx() ctx: Context, @Param('host', HostPipe) host: string): Promise<DomainView> {
    return this.domains.check(ctx, host);
  }

  @Post(':host/primary')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'domains.makePrimary', summary: 'Let links lead to this domain' })
  @ApiParam(HOST)
  @ApiOkResponse({ type: DomainView })
  makePrimary(@Ctx() ctx: Context, @Param('host', HostPipe) host: string): Promise<DomainView> {
    return this.domains.makePrimary(ctx, host);
  }

  @Delete(':host')
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'domains.remove', summary: 'Give a domain up' })
  @ApiParam(HOST)
  @ApiNoContentResponse({ description: 'Gone' })
  remove(
    @Ctx() ctx: Context,
    @Param('host', HostPipe) host: string,
    @Query() { confirm }: RemoveDomainQuery,
  ): Promise<void> {
    return this.domains.remove(ctx, host, confirm);
  }
}
