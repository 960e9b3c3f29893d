import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, RateLimits } from '@app/kernel';
import { CardsService } from '../cards.service.js';
import { CardList, CreateTopUp, TopUpList, TopUpView, TopUpsQuery } from './top-ups.dto.js';
import { TopUpsService } from './top-ups.service.js';

@ApiTags('top-ups')
@Controller()
export class TopUpsController {
  constructor(
    private readonly topUps: TopUpsService,
    private readonly cards: CardsService,
  ) {}

  @Post('v1/top-ups')
  @Allow('end_user')
  @Idempotent()
  @RateLimits(
    { name: 'top-up', points: 20, perSeconds: 3600, by: 'person' },
    { name: 'top-up', points: 60, perSeconds: 3600, by: 'ip' },
  )
  @ApiOperation({ operationId: 'topUps.create', summary: 'Start a top-up' })
  @ApiResponse({ status: 201, type: TopUpView })
  create(@Ctx() ctx: Context, @Body() body: CreateTopUp): Promise<TopUpView> {
    return this.topUps.create(ctx, body);
  }

  @Get('v1/top-ups')
  @Allow('end_user')
  @ApiOperation({ operationId: 'topUps.list', summary: 'Own top-ups' })
  @ApiResponse({ status: 200, type: TopUpList })
  list(@Ctx() ctx: Context, @Query() query: TopUpsQuery): Promise<TopUpList> {
    return this.topUps.list(ctx, query);
  }

  @Get('v1/top-ups/:id')
  @Allow('end_user')
  @ApiOperation({ operationId: 'topUps.show', summary: 'State of a top-up' })
  @ApiResponse({ status: 200, type: TopUpView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('topUp')) id: string): Promise<TopUpView> {
    return this.topUps.show(ctx, id);
  }

  @Get('v1/cards')
  @Allow('end_user')
  @ApiOperation({ operationId: 'cards.list', summary: 'Saved cards' })
  @ApiResponse({ status: 200, type: CardList })
  listCards(@Ctx() ctx: Context): Promise<CardList> {
    return this.cards.list(ctx);
  }

  @Delete('v1/cards/:id')
  @Allow('end_user')
  @HttpCode(204)
  @ApiOperation({ operationId: 'cards.remove', summary: 'Remove a saved card' })
  @ApiResponse({ status: 204 })
  removeCard(@Ctx() ctx: Context, @Param('id', IdPipe('card')) id: string): Promise<void> {
    return this.cards.remove(ctx, id);
  }
}
