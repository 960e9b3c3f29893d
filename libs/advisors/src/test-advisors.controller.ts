import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, WithoutOperator } from '@app/kernel';
import { AvailabilityRequest, MyAdvisorResponse } from './advisors.dto.js';
import { ScheduleDto } from './schedules.dto.js';
import { TestAdvisors } from './test-advisors.service.js';

/** Going online and saying when one is there are the advisor's own acts; in test mode nobody signs in to do them (features.md N13). */
@ApiTags('test mode')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/test')
export class TestAdvisorsController {
  constructor(private readonly advisors: TestAdvisors) {}

  @Put('advisors/:id/availability')
  @KeyScope('test:write')
  @ApiOperation({
    operationId: 'testAdvisors.setAvailability',
    summary: 'Have an advisor of test mode go online or offline',
  })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: MyAdvisorResponse })
  setAvailability(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: AvailabilityRequest,
  ): Promise<MyAdvisorResponse> {
    return this.advisors.setAvailability(ctx, id, body);
  }

  @Put('advisors/:id/schedule')
  @KeyScope('test:write')
  @ApiOperation({ operationId: 'testAdvisors.setSchedule', summary: 'Set the hours of an advisor of test mode' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: ScheduleDto })
  setSchedule(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: ScheduleDto,
  ): Promise<ScheduleDto> {
    return this.advisors.setSchedule(ctx, id, body);
  }
}
