import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { FreezeRequest, PersonDetailResponse, PersonPage, PersonResponse, PersonsQuery } from './persons.dto.js';
import { PersonsService } from './persons.service.js';
import { SignInPage, type SignInResponse } from './sign-ins.dto.js';

@ApiTags('people')
@Controller('v1/staff/people')
export class PersonsController {
  constructor(private readonly persons: PersonsService) {}

  @Get()
  @Allow('owner', 'admin', 'finance', 'support', 'analyst')
  @ApiOperation({
    operationId: 'persons.list',
    summary: 'People of the licensee',
    description: 'Finance and analysts see e-mail addresses masked.',
  })
  @ApiOkResponse({ type: PersonPage })
  list(@Ctx() ctx: Context, @Query() query: PersonsQuery): Promise<Page<PersonResponse>> {
    return this.persons.list(ctx, query);
  }

  @Get(':id')
  @Allow('owner', 'admin', 'finance', 'support', 'analyst')
  @ApiOperation({ operationId: 'persons.show', summary: 'One person' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: PersonDetailResponse })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<PersonDetailResponse> {
    return this.persons.show(ctx, id);
  }

  @Get(':id/sign-ins')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'persons.signIns', summary: 'Login history of a person' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: SignInPage })
  signIns(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<SignInResponse>> {
    return this.persons.signIns(ctx, id, query);
  }

  @Post(':id/freeze')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'persons.freeze', summary: 'Keep a person out and end their sessions' })
  @ApiBody({ type: FreezeRequest, required: false })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: PersonResponse })
  freeze(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: FreezeRequest,
  ): Promise<PersonResponse> {
    return this.persons.freeze(ctx, id, body);
  }

  @Post(':id/unfreeze')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'persons.unfreeze', summary: 'Let a frozen person in again' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: PersonResponse })
  unfreeze(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<PersonResponse> {
    return this.persons.unfreeze(ctx, id);
  }
}
