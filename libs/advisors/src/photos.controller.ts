import { Body, Controller, Delete, Get, Param, Put, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, RateLimits, TakesImage } from '@app/kernel';
import { MyAdvisorResponse } from './advisors.dto.js';
import { PhotosService } from './photos.service.js';

const MAX_BYTES = 2 * 1024 * 1024;

@ApiTags('advisors')
@Controller('v1/advisors')
export class PhotosController {
  constructor(private readonly photos: PhotosService) {}

  @Put('me/photo')
  @Allow('advisor')
  @TakesImage(MAX_BYTES)
  @RateLimits({ name: 'advisor_photo', points: 20, perSeconds: 600, by: 'person' })
  @ApiOperation({
    operationId: 'photos.replaceMine',
    summary: 'Set your picture: raw PNG, JPEG or WebP of at most 2 MB; we keep a square of 512 pixels without metadata',
  })
  @ApiOkResponse({ type: MyAdvisorResponse })
  replaceMine(@Ctx() ctx: Context, @Body() bytes: unknown): Promise<MyAdvisorResponse> {
    return this.photos.replaceMine(ctx, bytes);
  }

  @Delete('me/photo')
  @Allow('advisor')
  @ApiOperation({ operationId: 'photos.removeMine', summary: 'Remove your picture' })
  @ApiOkResponse({ type: MyAdvisorResponse })
  removeMine(@Ctx() ctx: Context): Promise<MyAdvisorResponse> {
    return this.photos.removeMine(ctx);
  }

  @Get('photos/:id')
  @Allow('public')
  @ApiOperation({ operationId: 'photos.show', summary: 'A picture; it never changes, so it may be kept for good' })
  @ApiParam({ name: 'id', description: 'Id of the picture, from `photoUrl`' })
  @ApiProduces('image/webp')
  @ApiOkResponse({ content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } } })
  async show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('photo')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const picture = await this.photos.show(ctx, id);
    // Only now: a 404 must not be kept.
    void reply.header('cache-control', 'public, max-age=31536000, immutable');
    return new StreamableFile(picture, { type: 'image/webp', length: picture.length });
  }
}
