import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { PersonPage, PersonResponse, PersonsQuery } from './persons.dto.js';
import { PersonsService } from './persons.service.js';
import { SignInPage, type SignInResponse } from './sign-ins.dto.js';

@ApiTags('people')
@Controller('v1/staff/people')
export class PersonsController {
  constructor(private readonly persons: PersonsService) {}

  @Get()
  @Allow('owner', 'admin', 'support')
  @ApiOperation({ operationId: 'persons.list', summary: 'People of the licensee' })
  @ApiOkResponse({ type: PersonPage })
  list(@Ctx() ctx: Context, @Query() query: PersonsQuery): Promise<Page<PersonResponse>> {
    return this.persons.list(ctx, query);
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
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: PersonResponse })
  freeze(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<PersonResponse> {
    return this.persons.freeze(ctx, id);
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
