import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, WordPipe } from '@app/kernel';
import { BrandAssetsService } from './brand-assets.service.js';
import { BrandIconsService, ICON_FILES, type IconFile } from './brand-icons.service.js';

const Png = (): MethodDecorator =>
  ApiOkResponse({
    description: 'A PNG picture',
    content: { 'image/png': { schema: { type: 'string', format: 'binary' } } },
  });

/** A year: an asset never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** An icon keeps its address when the brand changes; `?v=` with the version makes the change show at once. */
const FOR_MINUTES = 'public, max-age=300';

/** After the bytes are there, so that no refusal is cached. Mail programs and notifications show the pictures from elsewhere. */
function served(reply: FastifyReply, bytes: Buffer, caching: string): Buffer {
  void reply
    .type('image/png')
    .header('cache-control', caching)
    .header('content-security-policy', "default-src 'none'")
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('x-content-type-options', 'nosniff');
  return bytes;
}

/** The pictures of the brand, for everybody who looks at the site. */
@ApiTags('site')
@Controller()
@Allow('public')
export class BrandFilesController {
  constructor(
    private readonly assets: BrandAssetsService,
    private readonly icons: BrandIconsService,
  ) {}

  @Get('brand/assets/:id')
  @ApiOperation({ operationId: 'brandAssets.show', summary: 'A picture of the brand' })
  @ApiParam({ name: 'id', description: 'Id of the asset' })
  @Png()
  async asset(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('asset')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return served(reply, await this.assets.show(ctx, id), FOR_EVER);
  }

  @Get('brand/icons/:file')
  @ApiOperation({ operationId: 'brandIcons.show', summary: 'An icon of the brand, drawn where it has none' })
  @ApiParam({ name: 'file', description: 'Size or purpose', enum: ICON_FILES })
  @Png()
  async icon(
    @Ctx() ctx: Context,
    @Param('file', WordPipe(ICON_FILES)) file: IconFile,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return served(reply, await this.icons.show(ctx, file), FOR_MINUTES);
  }

  @Get('favicon.ico')
  @ApiOperation({ operationId: 'brandIcons.favicon', summary: 'The icon of the tab' })
  @Png()
  async favicon(@Ctx() ctx: Context, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return served(reply, await this.icons.show(ctx, '32.png'), FOR_MINUTES);
  }
}
