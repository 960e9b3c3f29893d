import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import {
  ChangeSwitchesRequest,
  OperatedLicenseeResponse,
  SuspensionRequest,
  SwitchesResponse,
} from './suspension.dto.js';
import { SuspensionService } from './suspension.service.js';

@ApiTags('operator')
@Allow('operator')
@Controller('v1/operator/licensees')
export class SuspensionController {
  constructor(private readonly suspension: SuspensionService) {}

  @Post(':id/suspend')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'suspension.suspend',
    summary: 'Stop new calls, top-ups and accounts of a licensee; what runs is finished',
  })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiOkResponse({ type: OperatedLicenseeResponse })
  suspend(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SuspensionRequest,
  ): Promise<OperatedLicenseeResponse> {
    return this.suspension.suspend(ctx, id, body);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ operationId: 'suspension.resume', summary: 'Open a suspended licensee again' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiOkResponse({ type: OperatedLicenseeResponse })
  resume(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SuspensionRequest,
  ): Promise<OperatedLicenseeResponse> {
    return this.suspension.resume(ctx, id, body);
  }

  @Get(':id/switches')
  @ApiOperation({ operationId: 'suspension.showSwitches', summary: 'What is switched on at a licensee' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiOkResponse({ type: SwitchesResponse })
  showSwitches(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<SwitchesResponse> {
    return this.suspension.showSwitches(ctx, id);
  }

  @Put(':id/switches')
  @ApiOperation({ operationId: 'suspension.changeSwitches', summary: 'Switch parts of a licensee on and off' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiOkResponse({ type: SwitchesResponse })
  changeSwitches(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: ChangeSwitchesRequest,
  ): Promise<SwitchesResponse> {
    return this.suspension.changeSwitches(ctx, id, body);
  }
}
