import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, PageQuery } from '@app/kernel';
import { PublicRatingList, RateCall, RatingView } from './ratings.dto.js';
import { RatingsService } from './ratings.service.js';

@ApiTags('ratings')
@Controller('v1')
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  @Put('calls/:id/rating')
  @Allow('end_user')
  @ApiOperation({ operationId: 'ratings.rate', summary: 'Rate a paid call, or change the rating within seven days' })
  @ApiResponse({ status: 200, type: RatingView })
  rate(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: RateCall): Promise<RatingView> {
    return this.ratings.rate(ctx, id, body);
  }

  @Get('calls/:id/rating')
  @Allow('end_user', 'advisor', 'owner', 'admin', 'finance', 'support', 'analyst')
  @ApiOperation({
    operationId: 'ratings.show',
    summary: 'The rating of a call, and whether it can be given or changed',
  })
  @ApiResponse({ status: 200, type: RatingView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<RatingView> {
    return this.ratings.show(ctx, id);
  }

  @Get('advisors/:id/ratings')
  @Allow('public')
  @ApiOperation({ operationId: 'ratings.list', summary: 'What callers say of an advisor, newest month first' })
  @ApiResponse({ status: 200, type: PublicRatingList })
  list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Query() query: PageQuery,
  ): Promise<PublicRatingList> {
    return this.ratings.list(ctx, id, query);
  }
}
