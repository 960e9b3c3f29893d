import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, NumberPipe, RateLimits, TakesImage, TakesJson, WordPipe } from '@app/kernel';
import { BrandAssetsService } from './brand-assets.service.js';
import {
  AssetResponse,
  BrandDraftResponse,
  BrandResponse,
  BrandVersionResponse,
  PublishRequest,
  SaveDraftRequest,
} from './brand.dto.js';
import { ASSET_KINDS, type AssetKind } from './brand.js';
import { BrandService } from './brand.service.js';

/** Three languages of 100 texts of 500 characters, in UTF-8. */
const MAX_DRAFT_BYTES = 524_288;
const MAX_IMAGE_BYTES = 2_097_152;
const VersionNumber = (): MethodDecorator =>
  ApiParam({
    name: 'number',
    description: 'Number of the version',
    schema: { type: 'integer', minimum: 1, example: 1 },
  });

@ApiTags('brand')
@Controller('v1/staff/brand')
@Allow('owner', 'admin')
export class BrandController {
  constructor(
    private readonly brand: BrandService,
    private readonly assets: BrandAssetsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'brand.show', summary: 'Draft, live version and history of the brand' })
  @ApiOkResponse({ type: BrandResponse })
  show(@Ctx() ctx: Context): Promise<BrandResponse> {
    return this.brand.show(ctx);
  }

  @Put('draft')
  @TakesJson(MAX_DRAFT_BYTES)
  @ApiOperation({ operationId: 'brand.saveDraft', summary: 'Replace the draft' })
  @ApiOkResponse({ type: BrandDraftResponse })
  saveDraft(@Ctx() ctx: Context, @Body() body: SaveDraftRequest): Promise<BrandDraftResponse> {
    return this.brand.saveDraft(ctx, body);
  }

  @Post('publish')
  @HttpCode(200)
  @ApiOperation({ operationId: 'brand.publish', summary: 'Make the draft live' })
  @ApiOkResponse({ type: BrandVersionResponse })
  publish(@Ctx() ctx: Context, @Body() { revision }: PublishRequest): Promise<BrandVersionResponse> {
    return this.brand.publish(ctx, revision);
  }

  @Get('versions/:number')
  @ApiOperation({ operationId: 'brand.version', summary: 'One version with its document' })
  @VersionNumber()
  @ApiOkResponse({ type: BrandVersionResponse })
  version(@Ctx() ctx: Context, @Param('number', NumberPipe) number: number): Promise<BrandVersionResponse> {
    return this.brand.version(ctx, number);
  }

  @Post('versions/:number/restore')
  @HttpCode(200)
  @ApiOperation({ operationId: 'brand.restore', summary: 'Make a copy of an older version live' })
  @VersionNumber()
  @ApiOkResponse({ type: BrandVersionResponse })
  restore(@Ctx() ctx: Context, @Param('number', NumberPipe) number: number): Promise<BrandVersionResponse> {
    return this.brand.restore(ctx, number);
  }

  @Put('assets/:kind')
  @TakesImage(MAX_IMAGE_BYTES)
  @RateLimits({ name: 'brand_asset', points: 60, perSeconds: 3_600, by: 'person' })
  @ApiOperation({ operationId: 'brandAssets.upload', summary: 'Send a picture for the brand' })
  @ApiParam({ name: 'kind', description: 'What it is for', enum: ASSET_KINDS })
  @ApiOkResponse({ type: AssetResponse })
  upload(
    @Ctx() ctx: Context,
    @Param('kind', WordPipe(ASSET_KINDS)) kind: AssetKind,
    @Body() picture: Buffer,
  ): Promise<AssetResponse> {
    return this.assets.upload(ctx, kind, picture);
  }
}
