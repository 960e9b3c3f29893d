import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { ActInTestJoin, LookAtTestJoin, TestJoinView } from './test-joins.dto.js';
import { TestJoins } from './test-joins.service.js';

/** The page behind a link of a simulated call; the token is in the body, so that no log of addresses has it. */
@ApiTags('test mode')
@Allow('public')
@Controller('v1/test/join')
export class TestJoinsController {
  constructor(private readonly joins: TestJoins) {}

  @Post()
  @HttpCode(200)
  // An open page looks every three seconds.
  @RateLimits({ name: 'test_join_look', points: 6000, perSeconds: 900, by: 'ip' })
  @ApiOperation({ operationId: 'testJoins.look', summary: 'What the simulated call of a link is like now' })
  @ApiOkResponse({ type: TestJoinView })
  look(@Ctx() ctx: Context, @Body() { token }: LookAtTestJoin): Promise<TestJoinView> {
    return this.joins.look(ctx, token);
  }

  @Post('act')
  @HttpCode(200)
  @RateLimits({ name: 'test_join', points: 600, perSeconds: 900, by: 'ip' })
  @ApiOperation({ operationId: 'testJoins.act', summary: 'Let the side of a link do something in a simulated call' })
  @ApiOkResponse({ type: TestJoinView })
  act(@Ctx() ctx: Context, @Body() { token, act }: ActInTestJoin): Promise<TestJoinView> {
    return this.joins.act(ctx, token, act);
  }
}
