import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery, RateLimits, WithoutOperator } from '@app/kernel';
import { SignedInResponse } from './auth.dto.js';
import {
  AccessOfferResponse,
  OperatorAccessPage,
  OperatorAccessResponse,
  RequestAccessRequest,
  StartAccessRequest,
} from './operator-access.dto.js';
import { OperatorAccessService } from './operator-access.service.js';
import { Cookie, type RefreshCookie } from './refresh-cookie.js';

@ApiTags('operator access')
@Controller('v1')
export class OperatorAccessController {
  constructor(private readonly access: OperatorAccessService) {}

  @Post('operator/licensees/:id/access')
  @Allow('operator')
  @RateLimits({ name: 'operator-access', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'operatorAccess.request', summary: 'Ask for a way into a licensee, for some minutes' })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiCreatedResponse({ type: AccessOfferResponse })
  request(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: RequestAccessRequest,
  ): Promise<AccessOfferResponse> {
    return this.access.request(ctx, id, body);
  }

  @Post('auth/operator-access')
  @HttpCode(200)
  @Allow('public')
  @RateLimits({ name: 'operator-access', points: 30, perSeconds: 900, by: 'ip' })
  @ApiOperation({ operationId: 'operatorAccess.start', summary: 'Sign in with the code of an access' })
  @ApiOkResponse({ type: SignedInResponse })
  start(
    @Ctx() ctx: Context,
    @Body() body: StartAccessRequest,
    @Cookie() cookie: RefreshCookie,
  ): Promise<SignedInResponse> {
    return cookie.keep(body.face, this.access.start(ctx, body));
  }

  @Get('staff/operator-access')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @ApiOperation({ operationId: 'operatorAccess.list', summary: 'When the operator was here, and why' })
  @ApiOkResponse({ type: OperatorAccessPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<OperatorAccessResponse>> {
    return this.access.list(ctx, query);
  }

  @Post('staff/operator-access/:id/end')
  @HttpCode(200)
  @Allow('owner')
  @WithoutOperator()
  @ApiOperation({ operationId: 'operatorAccess.end', summary: 'Show the operator out at once' })
  @ApiParam({ name: 'id', description: 'Id of the access' })
  @ApiOkResponse({ type: OperatorAccessResponse })
  end(@Ctx() ctx: Context, @Param('id', IdPipe('operatorAccess')) id: string): Promise<OperatorAccessResponse> {
    return this.access.end(ctx, id);
  }
}
