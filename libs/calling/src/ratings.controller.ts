import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, PageQuery } from '@app/kernel';
import { RatingRules } from './rating-rules.service.js';
import {
  PublicRatingList,
  PublicRatingView,
  RateCall,
  RatingRulesFields,
  RatingRulesView,
  RatingView,
  RemoveRating,
  ReplyToRating,
} from './ratings.dto.js';
import { RatingsService } from './ratings.service.js';

@ApiTags('ratings')
@Controller('v1')
export class RatingsController {
  constructor(
    private readonly ratings: RatingsService,
    private readonly rules: RatingRules,
  ) {}

  @Put('calls/:id/rating')
  @Allow('end_user')
  @ApiOperation({
    operationId: 'ratings.rate',
    summary: 'Rate a paid call, or change the rating, for some days after it',
  })
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

  @Delete('calls/:id/rating')
  @Allow('end_user')
  @ApiOperation({ operationId: 'ratings.withdraw', summary: 'Withdraw your rating; it can be given again' })
  @ApiResponse({ status: 200, type: RatingView })
  withdraw(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<RatingView> {
    return this.ratings.withdraw(ctx, id);
  }

  @Put('ratings/:id/reply')
  @Allow('advisor')
  @ApiOperation({ operationId: 'ratings.reply', summary: 'Reply to a rating of yours, or change the reply' })
  @ApiResponse({ status: 200, type: PublicRatingView })
  reply(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('rating')) id: string,
    @Body() body: ReplyToRating,
  ): Promise<PublicRatingView> {
    return this.ratings.reply(ctx, id, body);
  }

  @Post('staff/ratings/:id/remove')
  @Allow('owner', 'admin', 'support')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'ratings.remove',
    summary: 'Remove a rating, or its reply alone, for a reason of the list; the author is told',
  })
  @ApiNoContentResponse()
  remove(@Ctx() ctx: Context, @Param('id', IdPipe('rating')) id: string, @Body() body: RemoveRating): Promise<void> {
    return this.ratings.remove(ctx, id, body);
  }

  @Get('staff/rating-rules')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'ratingRules.show', summary: 'Which calls may be rated, and for how long' })
  @ApiResponse({ status: 200, type: RatingRulesView })
  showRules(@Ctx() ctx: Context): Promise<RatingRulesView> {
    return this.rules.show(ctx);
  }

  @Patch('staff/rating-rules')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'ratingRules.set', summary: 'Set it; left out = unchanged' })
  @ApiResponse({ status: 200, type: RatingRulesView })
  setRules(@Ctx() ctx: Context, @Body() body: RatingRulesFields): Promise<RatingRulesView> {
    return this.rules.set(ctx, body);
  }
}
