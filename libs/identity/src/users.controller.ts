import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, type Page, WithoutOperator } from '@app/kernel';
import { ClosuresService } from './closures.service.js';
import {
  ChangeUserRequest,
  CreateUserRequest,
  UserExpandQuery,
  UserPage,
  UserResponse,
  UsersQuery,
} from './users.dto.js';
import { UsersService } from './users.service.js';

/** For the licensee's servers: its end users by its own names for them. */
@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly closures: ClosuresService,
  ) {}

  @Get()
  @Allow('owner', 'admin', 'support')
  @KeyScope('users:read')
  @ApiOperation({
    operationId: 'users.list',
    summary: 'End users of the licensee; by externalId, there is one at most',
  })
  @ApiOkResponse({ type: UserPage })
  list(@Ctx() ctx: Context, @Query() query: UsersQuery): Promise<Page<UserResponse>> {
    return this.users.list(ctx, query);
  }

  @Post()
  @Allow('owner', 'admin')
  @WithoutOperator()
  @KeyScope('users:write')
  @ApiOperation({
    operationId: 'users.create',
    summary: 'Make an account for an end user',
    description: 'It has no password: the user comes in by the link of a call or by a token that you sign.',
  })
  @ApiCreatedResponse({ type: UserResponse })
  create(@Ctx() ctx: Context, @Body() body: CreateUserRequest): Promise<UserResponse> {
    return this.users.create(ctx, body);
  }

  @Get(':id')
  @Allow('owner', 'admin', 'support')
  @KeyScope('users:read')
  @ApiOperation({ operationId: 'users.show', summary: 'One end user' })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: UserResponse })
  show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() { expand }: UserExpandQuery,
  ): Promise<UserResponse> {
    return this.users.show(ctx, id, expand);
  }

  @Patch(':id')
  @Allow('owner', 'admin')
  @WithoutOperator()
  @KeyScope('users:write')
  @ApiOperation({ operationId: 'users.change', summary: 'Change what you know of an end user' })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: UserResponse })
  change(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: ChangeUserRequest,
  ): Promise<UserResponse> {
    return this.users.change(ctx, id, body);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @WithoutOperator()
  @KeyScope('users:write')
  @ApiOperation({
    operationId: 'users.close',
    summary: 'Close the account of an end user for good',
    description:
      'Every session ends, bookings are called off by their own rules, unspent money goes back to the cards that it came from, and promo credit ends.',
  })
  @ApiParam({ name: 'id', description: 'Id of the user' })
  @ApiOkResponse({ type: UserResponse })
  close(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<UserResponse> {
    return this.closures.closeUser(ctx, id);
  }
}
