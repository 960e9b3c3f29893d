import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, WithoutOperator } from '@app/kernel';
import { SimulateCall, SimulatedCallView } from './test-calls.dto.js';
import { TestCalls } from './test-calls.service.js';
import { AdvanceTestClock, TestClockView } from './test-clock.dto.js';
import { TestClock } from './test-clock.service.js';

/** What test mode adds to the API: time, and what people and the media server would do (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestModeController {
  constructor(
    private readonly clock: TestClock,
    private readonly calls: TestCalls,
  ) {}

  @Get('clock')
  @KeyScope('test:write')
  @ApiOperation({ operationId: 'testClock.show', summary: 'What time it is in test mode' })
  @ApiOkResponse({ type: TestClockView })
  show(@Ctx() ctx: Context): Promise<TestClockView> {
    return this.clock.show(ctx);
  }

  @Post('clock/advance')
  @HttpCode(200)
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testClock.advance',
    summary: 'Put the clock of test mode forward',
    description:
      'It never goes back. What becomes due by it is done within a minute; timers of calls are passed at once.',
  })
  @ApiOkResponse({ type: TestClockView })
  advance(@Ctx() ctx: Context, @Body() body: AdvanceTestClock): Promise<TestClockView> {
    return this.clock.advance(ctx, body);
  }

  @Post('calls/:id/simulate')
  @HttpCode(200)
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testCalls.simulate',
    summary: 'Play a call of test mode',
    description:
      'The sides answer, connect, lose their line and hang up, at seconds of the test clock. Money, receipt and events are those of a real call.',
  })
  @ApiParam({ name: 'id', description: 'Id of the call' })
  @ApiOkResponse({ type: SimulatedCallView })
  simulate(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('call')) id: string,
    @Body() body: SimulateCall,
  ): Promise<SimulatedCallView> {
    return this.calls.simulate(ctx, id, body);
  }
}
