import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type RateLimit, RateLimits, WithoutOperator } from '@app/kernel';
import { TextNumbersService } from './text-numbers.service.js';
import { ProveTextNumber, SaveTextNumber, TextNumberView } from './texts.dto.js';

/** Each code costs money. Per licensee the budget of the day is the limit. */
const CODES: readonly RateLimit[] = [
  { name: 'text-code', points: 8, perSeconds: 3600, by: 'person' },
  { name: 'text-code-day', points: 15, perSeconds: 86_400, by: 'person' },
  { name: 'text-code', points: 20, perSeconds: 3600, by: 'ip' },
];

@ApiTags('notifications')
@Controller('v1/me/text-number')
@Allow('advisor')
@WithoutOperator()
export class TextNumbersController {
  constructor(private readonly numbers: TextNumbersService) {}

  @Get()
  @ApiOperation({ operationId: 'textNumbers.show', summary: 'Your number for texts about calls, and what is offered' })
  @ApiResponse({ status: 200, type: TextNumberView })
  show(@Ctx() ctx: Context): Promise<TextNumberView> {
    return this.numbers.show(ctx);
  }

  @Put()
  @RateLimits(...CODES, { name: 'text-code-number', points: 5, perSeconds: 86_400, by: 'body.number' })
  @ApiOperation({
    operationId: 'textNumbers.save',
    summary: 'Add a number, in place of the one of before, and agree to texts; a code goes to it',
  })
  @ApiResponse({ status: 200, type: TextNumberView })
  save(@Ctx() ctx: Context, @Body() body: SaveTextNumber): Promise<TextNumberView> {
    return this.numbers.save(ctx, body);
  }

  @Post('code')
  @HttpCode(200)
  @RateLimits(...CODES, { name: 'text-code-pause', points: 1, perSeconds: 30, by: 'person' })
  @ApiOperation({
    operationId: 'textNumbers.sendAgain',
    summary: 'Send another code; the one of before counts no more',
  })
  @ApiResponse({ status: 200, type: TextNumberView })
  sendAgain(@Ctx() ctx: Context): Promise<TextNumberView> {
    return this.numbers.sendAgain(ctx);
  }

  @Post('proof')
  @HttpCode(200)
  @RateLimits({ name: 'text-proof', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'textNumbers.prove', summary: 'Prove the number by its code; five tries for each code' })
  @ApiResponse({ status: 200, type: TextNumberView })
  prove(@Ctx() ctx: Context, @Body() body: ProveTextNumber): Promise<TextNumberView> {
    return this.numbers.prove(ctx, body);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'textNumbers.remove', summary: 'Remove the number and take your consent back' })
  @ApiResponse({ status: 204 })
  remove(@Ctx() ctx: Context): Promise<void> {
    return this.numbers.remove(ctx);
  }
}
