import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, ROLES } from '@app/kernel';
import { SessionPage, type SessionResponse } from './sessions.dto.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('sessions')
@Allow(...ROLES)
@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOperation({ operationId: 'sessions.list', summary: 'Where you are signed in' })
  @ApiOkResponse({ type: SessionPage })
  list(@Ctx() ctx: Context): Promise<Page<SessionResponse>> {
    return this.sessions.list(ctx);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'sessions.endOthers', summary: 'Sign out everywhere else' })
  @ApiNoContentResponse()
  endOthers(@Ctx() ctx: Context): Promise<void> {
    return this.sessions.endOthers(ctx);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'sessions.end', summary: 'Sign one device out' })
  @ApiParam({ name: 'id', description: 'Id of the session' })
  @ApiNoContentResponse()
  end(@Ctx() ctx: Context, @Param('id', IdPipe('session')) id: string): Promise<void> {
    return this.sessions.end(ctx, id);
  }
}
