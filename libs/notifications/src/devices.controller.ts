import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, RateLimits, STAFF } from '@app/kernel';
import { DeviceTestsService } from './device-tests.service.js';
import { AcknowledgeTest, DeviceList, DeviceView, RegisterDevice, TestSent, WebPushKey } from './devices.dto.js';
import { DevicesService } from './devices.service.js';

@ApiTags('devices')
@Controller('v1/devices')
@Allow('end_user', 'advisor', ...STAFF)
export class DevicesController {
  constructor(
    private readonly devices: DevicesService,
    private readonly tests: DeviceTestsService,
  ) {}

  @Post()
  @RateLimits({ name: 'device', points: 60, perSeconds: 600, by: 'person' })
  @ApiOperation({
    operationId: 'devices.register',
    summary: 'Register this device for pushes, or refresh it; the same push value keeps its id',
  })
  @ApiResponse({ status: 201, type: DeviceView })
  register(@Ctx() ctx: Context, @Body() body: RegisterDevice): Promise<DeviceView> {
    return this.devices.register(ctx, body);
  }

  @Get()
  @ApiOperation({ operationId: 'devices.list', summary: 'Own devices' })
  @ApiResponse({ status: 200, type: DeviceList })
  list(@Ctx() ctx: Context): Promise<DeviceList> {
    return this.devices.list(ctx);
  }

  @Get('web-push-key')
  @ApiOperation({
    operationId: 'devices.webPushKey',
    summary: 'What a browser subscribes to pushes with; register the JSON of its subscription as `web_subscription`',
  })
  @ApiResponse({ status: 200, type: WebPushKey })
  webPushKey(): WebPushKey {
    return this.devices.webPushKey();
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'devices.revoke', summary: 'Stop pushes to a device; do it before signing out there' })
  @ApiResponse({ status: 204 })
  revoke(@Ctx() ctx: Context, @Param('id', IdPipe('device')) id: string): Promise<void> {
    return this.devices.revoke(ctx, id);
  }

  @Post(':id/test')
  @HttpCode(202)
  @RateLimits({ name: 'device_test', points: 10, perSeconds: 600, by: 'person' })
  @ApiOperation({
    operationId: 'deviceTests.send',
    summary: 'Send a test push to a device; the app answers it with the nonce that only the push carries',
  })
  @ApiResponse({ status: 202, type: TestSent })
  send(@Ctx() ctx: Context, @Param('id', IdPipe('device')) id: string): Promise<TestSent> {
    return this.tests.send(ctx, id);
  }

  @Post(':id/test/ack')
  @HttpCode(200)
  @RateLimits({ name: 'device_test_ack', points: 20, perSeconds: 600, by: 'person' })
  @ApiOperation({ operationId: 'deviceTests.acknowledge', summary: 'The test push came: the device is proved' })
  @ApiResponse({ status: 200, type: DeviceView })
  acknowledge(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('device')) id: string,
    @Body() body: AcknowledgeTest,
  ): Promise<DeviceView> {
    return this.tests.acknowledge(ctx, id, body);
  }
}
