import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery } from '@app/kernel';
import { LEGAL_KINDS, LEGAL_LOCALES, type LegalKind, type LegalLocale } from './legal-page.entity.js';
import {
  KIND_PIPE,
  LOCALE_PIPE,
  LegalDetailView,
  LegalHeadList,
  type LegalHeadView,
  LegalPageQuery,
  LegalPageView,
  LegalStateList,
  type LegalStateView,
  LegalVersionPage,
  type LegalVersionView,
  SaveLegalDraftRequest,
} from './legal.dto.js';
import { LegalService } from './legal.service.js';

const KIND = { name: 'kind', description: 'Which page', enum: LEGAL_KINDS };
const LOCALE = { name: 'locale', description: 'Language', enum: LEGAL_LOCALES };

@ApiTags('legal')
@Controller('v1')
export class LegalController {
  constructor(private readonly legal: LegalService) {}

  @Get('legal')
  @Allow('public')
  @ApiOperation({ operationId: 'legal.list', summary: 'The legal pages there are' })
  @ApiOkResponse({ type: LegalHeadList })
  list(@Ctx() ctx: Context): Promise<Page<LegalHeadView>> {
    return this.legal.list(ctx);
  }

  @Get('legal/:kind')
  @Allow('public')
  @ApiOperation({ operationId: 'legal.read', summary: 'A legal page in the best language there is' })
  @ApiParam(KIND)
  @ApiOkResponse({ type: LegalPageView })
  read(
    @Ctx() ctx: Context,
    @Param('kind', KIND_PIPE) kind: LegalKind,
    @Query() query: LegalPageQuery,
  ): Promise<LegalPageView> {
    return this.legal.read(ctx, kind, query);
  }

  @Get('staff/legal')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'legal.overview', summary: 'Every page in every language, with drafts' })
  @ApiOkResponse({ type: LegalStateList })
  overview(@Ctx() ctx: Context): Promise<Page<LegalStateView>> {
    return this.legal.overview(ctx);
  }

  @Get('staff/legal/:kind/:locale')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'legal.show', summary: 'Draft and current text of a page' })
  @ApiParam(KIND)
  @ApiParam(LOCALE)
  @ApiOkResponse({ type: LegalDetailView })
  show(
    @Ctx() ctx: Context,
    @Param('kind', KIND_PIPE) kind: LegalKind,
    @Param('locale', LOCALE_PIPE) locale: LegalLocale,
  ): Promise<LegalDetailView> {
    return this.legal.show(ctx, kind, locale);
  }

  @Put('staff/legal/:kind/:locale/draft')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'legal.saveDraft', summary: 'Keep a text without publishing it' })
  @ApiParam(KIND)
  @ApiParam(LOCALE)
  @ApiOkResponse({ type: LegalDetailView })
  saveDraft(
    @Ctx() ctx: Context,
    @Param('kind', KIND_PIPE) kind: LegalKind,
    @Param('locale', LOCALE_PIPE) locale: LegalLocale,
    @Body() body: SaveLegalDraftRequest,
  ): Promise<LegalDetailView> {
    return this.legal.saveDraft(ctx, kind, locale, body);
  }

  @Post('staff/legal/:kind/:locale/publish')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'legal.publish', summary: 'Make the draft the next version, for ever' })
  @ApiParam(KIND)
  @ApiParam(LOCALE)
  @ApiOkResponse({ type: LegalDetailView })
  publish(
    @Ctx() ctx: Context,
    @Param('kind', KIND_PIPE) kind: LegalKind,
    @Param('locale', LOCALE_PIPE) locale: LegalLocale,
  ): Promise<LegalDetailView> {
    return this.legal.publish(ctx, kind, locale);
  }

  @Get('staff/legal/:kind/:locale/versions')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'legal.versions', summary: 'Everything that was published' })
  @ApiParam(KIND)
  @ApiParam(LOCALE)
  @ApiOkResponse({ type: LegalVersionPage })
  versions(
    @Ctx() ctx: Context,
    @Param('kind', KIND_PIPE) kind: LegalKind,
    @Param('locale', LOCALE_PIPE) locale: LegalLocale,
    @Query() query: PageQuery,
  ): Promise<Page<LegalVersionView>> {
    return this.legal.versions(ctx, kind, locale, query);
  }
}
